-- For each sentence of sentences/hotel_chain.sql a change that breaks it.

-- hotels have unique ids, a name, a city and 2 to 5 stars
UPDATE hotels SET stars = 6 WHERE rowid = 1;

-- rooms have unique ids and a hotel
UPDATE rooms SET hotel_id = 'H999' WHERE rowid = 1;

-- hotels have 1 to 60 rooms
DELETE FROM rooms WHERE hotel_id = 'H001';

-- rooms take as many people as their kind says, and have a rate within bounds
UPDATE rooms SET most_people = most_people + 1 WHERE rowid = 1;

-- guests have unique ids and unique addresses
UPDATE guests SET email = (SELECT email FROM guests WHERE rowid = 1) WHERE rowid = 2;

-- guests have a name, a plain address, and are blocked or not
UPDATE guests SET email = 'two@signs@example.net' WHERE rowid = 2;

-- accounts have unique ids, a guest, and a guest has at most one
UPDATE accounts SET guest_id = (SELECT guest_id FROM accounts WHERE rowid = 1) WHERE rowid = 2;

-- accounts have the points of their entries, and the tier of those that were earned
UPDATE accounts SET tier = 'gold' WHERE tier = 'silver';

-- point entries have unique ids, an account, and a day that is not in the future
UPDATE point_entries SET entered_on = '2025-06-03' WHERE rowid = 1;

-- point entries have the sign of their reason
UPDATE point_entries SET reason = 'reward' WHERE rowid = 1;

-- stays have unique ids, a guest and a room
UPDATE stays SET room = 'R99999' WHERE rowid = 1;

-- stays have as many people as fit
UPDATE stays SET people = 4;

-- stays last 1 to 14 nights from arrival to departure
UPDATE stays SET leaves_on = arrives_on WHERE rowid = 1;

-- stays are reserved before, in house during, and completed after their nights
UPDATE stays SET status = 'in_house' WHERE status = 'completed' AND leaves_on < substr(:now, 1, 10);

-- stays that are cancelled, and only they, have the day of it, no later than today and the arrival
UPDATE stays SET cancelled_on = NULL WHERE status = 'cancelled';

-- stays cost money or points
UPDATE stays SET points_used = 1 WHERE rowid = 1;

-- stays have a bill that adds up
UPDATE stays SET total_usd = total_usd + 1 WHERE rowid = 1;

-- stays have the penalty of their rate
UPDATE stays SET penalty_usd = 1 WHERE rowid = 1;

-- stays in one room never overlap
UPDATE stays SET room = (SELECT room FROM stays WHERE rowid = 1);

-- guests have at most 6 reserved stays
UPDATE stays SET guest_id = 'G00001';

-- extras have unique ids and a stay
UPDATE extras SET extra_id = 'X000001';

-- extras have their fixed prices
UPDATE extras SET amount_usd = amount_usd + 1 WHERE rowid = 1;
