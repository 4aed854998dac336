-- Each statement selects what breaks the sentence above it; none may select anything. :now is the domain's clock.

-- hotels have unique ids, a name, a city and 2 to 5 stars
SELECT hotel_id FROM hotels GROUP BY hotel_id HAVING count(*) > 1 OR hotel_id IS NULL OR hotel_id NOT GLOB 'H[0-9]*'
UNION ALL SELECT hotel_id FROM hotels WHERE name IS NULL OR city IS NULL OR typeof(stars) <> 'integer' OR stars NOT BETWEEN 2 AND 5;

-- rooms have unique ids and a hotel
SELECT room_id FROM rooms GROUP BY room_id HAVING count(*) > 1 OR room_id IS NULL OR room_id NOT GLOB 'R[0-9]*'
UNION ALL SELECT r.room_id FROM rooms r LEFT JOIN hotels h USING (hotel_id) WHERE h.hotel_id IS NULL;

-- hotels have 1 to 60 rooms
SELECT h.hotel_id FROM hotels h LEFT JOIN rooms r USING (hotel_id) GROUP BY h.hotel_id HAVING count(r.room_id) NOT BETWEEN 1 AND 60;

-- rooms take as many people as their kind says, and have a rate within bounds
SELECT room_id FROM rooms
WHERE most_people IS NOT CASE kind WHEN 'single' THEN 1 WHEN 'double' THEN 2 WHEN 'family' THEN 4 WHEN 'suite' THEN 3 ELSE -1 END
OR typeof(rate_usd) <> 'integer' OR rate_usd NOT BETWEEN 20 AND 1500;

-- guests have unique ids and unique addresses
SELECT guest_id FROM guests GROUP BY guest_id HAVING count(*) > 1 OR guest_id IS NULL OR guest_id NOT GLOB 'G[0-9]*'
UNION ALL SELECT min(guest_id) FROM guests GROUP BY email HAVING count(*) > 1 OR email IS NULL;

-- guests have a name, a plain address, and are blocked or not
SELECT guest_id FROM guests
WHERE name IS NULL OR email NOT GLOB '[a-z0-9.]*@[a-z.]*' OR length(email) - length(replace(email, '@', '')) <> 1
OR replace(email, '@', '') GLOB '*[^a-z0-9.]*' OR blocked IS NULL OR blocked NOT IN (0, 1);

-- accounts have unique ids, a guest, and a guest has at most one
SELECT account_id FROM accounts GROUP BY account_id HAVING count(*) > 1 OR account_id IS NULL OR account_id NOT GLOB 'LA[0-9]*'
UNION ALL SELECT min(account_id) FROM accounts GROUP BY guest_id HAVING count(*) > 1
UNION ALL SELECT a.account_id FROM accounts a LEFT JOIN guests g USING (guest_id) WHERE g.guest_id IS NULL OR a.valid_until IS NULL;

-- accounts have the points of their entries, and the tier of those that were earned
SELECT a.account_id FROM accounts a LEFT JOIN (
    SELECT account_id, sum(points) AS points, sum(points * (reason IN ('stay', 'bonus'))) AS earned FROM point_entries GROUP BY account_id
) e USING (account_id)
WHERE a.points IS NOT coalesce(e.points, 0) OR a.points < 0 OR a.earned_points IS NOT coalesce(e.earned, 0) OR a.earned_points < 0
OR a.tier IS NOT CASE WHEN coalesce(e.earned, 0) >= 40000 THEN 'gold' WHEN coalesce(e.earned, 0) >= 10000 THEN 'silver' ELSE 'member' END;

-- point entries have unique ids, an account, and a day that is not in the future
SELECT entry_id FROM point_entries GROUP BY entry_id HAVING count(*) > 1 OR entry_id IS NULL OR entry_id NOT GLOB 'E[0-9]*'
UNION ALL SELECT e.entry_id FROM point_entries e LEFT JOIN accounts a USING (account_id)
WHERE a.account_id IS NULL OR e.entered_on IS NULL OR e.entered_on > substr(:now, 1, 10);

-- point entries have the sign of their reason
SELECT entry_id FROM point_entries
WHERE typeof(points) <> 'integer' OR abs(points) > 1000000
OR NOT CASE reason WHEN 'reward' THEN points < 0 WHEN 'transfer' THEN 1 WHEN 'stay' THEN points > 0
    WHEN 'bonus' THEN points > 0 WHEN 'returned' THEN points > 0 ELSE 0 END;

-- stays have unique ids, a guest and a room
SELECT stay_id FROM stays GROUP BY stay_id HAVING count(*) > 1 OR stay_id IS NULL OR stay_id NOT GLOB 'S[0-9]*'
UNION ALL SELECT s.stay_id FROM stays s LEFT JOIN guests g USING (guest_id) LEFT JOIN rooms r ON r.room_id = s.room
WHERE g.guest_id IS NULL OR r.room_id IS NULL;

-- stays have as many people as fit
SELECT s.stay_id FROM stays s JOIN rooms r ON r.room_id = s.room
WHERE typeof(s.people) <> 'integer' OR s.people NOT BETWEEN 1 AND 4 OR s.people > r.most_people;

-- stays last 1 to 14 nights from arrival to departure
SELECT stay_id FROM stays
WHERE typeof(nights) <> 'integer' OR nights NOT BETWEEN 1 AND 14 OR arrives_on IS NULL
OR leaves_on IS NOT date(arrives_on, '+' || nights || ' days');

-- stays are reserved before, in house during, and completed after their nights
SELECT stay_id FROM stays WHERE NOT coalesce(CASE status
    WHEN 'reserved' THEN arrives_on >= substr(:now, 1, 10)
    WHEN 'in_house' THEN substr(:now, 1, 10) BETWEEN arrives_on AND leaves_on
    WHEN 'completed' THEN leaves_on <= substr(:now, 1, 10)
    WHEN 'cancelled' THEN 1 END, 0);

-- stays that are cancelled, and only they, have the day of it, no later than today and the arrival
SELECT stay_id FROM stays
WHERE (status = 'cancelled') <> (cancelled_on IS NOT NULL) OR cancelled_on > substr(:now, 1, 10) OR cancelled_on > arrives_on;

-- stays cost money or points
SELECT stay_id FROM stays
WHERE rate_type IS NULL OR rate_type NOT IN ('flexible', 'prepaid', 'reward') OR typeof(points_used) <> 'integer' OR points_used < 0
OR typeof(nightly_rate_usd) <> 'integer' OR nightly_rate_usd < 0
OR (rate_type = 'reward') <> (points_used > 0) OR (rate_type = 'reward' AND nightly_rate_usd <> 0);

-- stays have a bill that adds up
SELECT s.stay_id FROM stays s LEFT JOIN (SELECT stay_id, sum(amount_usd) AS usd FROM extras GROUP BY stay_id) x USING (stay_id)
WHERE s.room_usd IS NOT s.nights * s.nightly_rate_usd OR s.extras_usd IS NOT coalesce(x.usd, 0) OR s.extras_usd > 400
OR s.total_usd < 0 OR s.total_usd IS NOT iif(s.cancelled_on IS NULL, s.room_usd + s.extras_usd, s.penalty_usd);

-- stays have the penalty of their rate
SELECT stay_id FROM stays WHERE penalty_usd IS NOT CASE
    WHEN cancelled_on IS NULL THEN 0
    WHEN rate_type = 'prepaid' THEN room_usd
    WHEN julianday(arrives_on) - julianday(cancelled_on) >= 2 THEN 0
    ELSE nightly_rate_usd END;

-- stays in one room never overlap
SELECT stay_id FROM (
    SELECT stay_id, arrives_on, max(leaves_on) OVER (PARTITION BY room ORDER BY arrives_on, leaves_on, stay_id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS taken_until
    FROM stays WHERE status <> 'cancelled'
) WHERE taken_until > arrives_on;

-- guests have at most 6 reserved stays
SELECT guest_id FROM stays WHERE status = 'reserved' GROUP BY guest_id HAVING count(*) > 6;

-- extras have unique ids and a stay
SELECT extra_id FROM extras GROUP BY extra_id HAVING count(*) > 1 OR extra_id IS NULL OR extra_id NOT GLOB 'X[0-9]*'
UNION ALL SELECT x.extra_id FROM extras x LEFT JOIN stays s USING (stay_id) WHERE s.stay_id IS NULL;

-- extras have their fixed prices
SELECT extra_id FROM extras
WHERE typeof(quantity) <> 'integer' OR quantity NOT BETWEEN 1 AND 5
OR amount_usd IS NOT quantity * CASE item WHEN 'breakfast' THEN 18 WHEN 'parking' THEN 25 WHEN 'spa' THEN 60 WHEN 'minibar' THEN 12 END;
