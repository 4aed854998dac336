-- Each statement selects what breaks the sentence above it; none may select anything. :now is the domain's clock.

-- airports have a code of three letters each, and codes are unique
SELECT code FROM airports WHERE code IS NULL OR code NOT GLOB '[A-Z][A-Z][A-Z]' GROUP BY code
UNION ALL SELECT code FROM airports GROUP BY code HAVING count(*) > 1;

-- airports have a name, a city and a known country
SELECT code FROM airports WHERE name IS NULL OR city IS NULL OR country IS NULL OR country NOT IN ('US', 'Canada', 'Mexico');

-- routes have unique flight numbers
SELECT flight_number FROM routes GROUP BY flight_number HAVING count(*) > 1 OR flight_number IS NULL OR flight_number NOT GLOB 'SL[0-9]*';

-- routes join two different airports that exist
SELECT r.flight_number FROM routes r
LEFT JOIN airports a ON a.code = r.origin LEFT JOIN airports b ON b.code = r.destination
WHERE a.code IS NULL OR b.code IS NULL OR a.code = b.code;

-- routes are 150 to 9000 km long, take time by their length, and cost at least 20 dollars
SELECT flight_number FROM routes
WHERE typeof(distance_km) <> 'integer' OR typeof(flight_minutes) <> 'integer' OR typeof(base_fare_usd) <> 'integer'
OR distance_km NOT BETWEEN 150 AND 9000 OR base_fare_usd < 20
OR flight_minutes <> 30 + 5 * ((distance_km + 69) / 70);

-- flights have unique ids
SELECT flight_id FROM flights GROUP BY flight_id HAVING count(*) > 1 OR flight_id IS NULL OR flight_id NOT GLOB 'F[0-9]*';

-- flights are of a route, and arrive when its minutes are over
SELECT f.flight_id FROM flights f LEFT JOIN routes r USING (flight_number)
WHERE r.flight_number IS NULL OR f.departs_at IS NULL OR f.arrives_at IS NULL
OR f.arrives_at <> strftime('%Y-%m-%dT%H:%M:%S', f.departs_at, '+' || r.flight_minutes || ' minutes');

-- flights depart on their day, and a number departs once a day
SELECT flight_id FROM flights WHERE departure_date IS NULL OR departure_date <> substr(departs_at, 1, 10)
UNION ALL SELECT min(flight_id) FROM flights GROUP BY flight_number, departure_date HAVING count(*) > 1;

-- flights have departed exactly when their time has come, unless they are cancelled
SELECT flight_id FROM flights
WHERE status IS NULL OR status NOT IN ('scheduled', 'departed', 'cancelled')
OR (status = 'scheduled' AND departs_at <= :now) OR (status = 'departed' AND departs_at > :now);

-- flights have capacities within their bounds
SELECT flight_id FROM flights
WHERE typeof(economy_capacity) <> 'integer' OR typeof(business_capacity) <> 'integer'
OR economy_capacity NOT BETWEEN 1 AND 300 OR business_capacity NOT BETWEEN 1 AND 60;

-- flights have as many seats left as are not booked, and never fewer than none
WITH booked AS (
    SELECT flight_id, sum(CASE cabin WHEN 'economy' THEN seats ELSE 0 END) AS economy,
           sum(CASE cabin WHEN 'business' THEN seats ELSE 0 END) AS business
    FROM bookings WHERE status <> 'cancelled' GROUP BY flight_id
)
SELECT f.flight_id FROM flights f LEFT JOIN booked b USING (flight_id)
WHERE f.economy_seats_left IS NOT f.economy_capacity - coalesce(b.economy, 0) OR f.economy_seats_left < 0
OR f.business_seats_left IS NOT f.business_capacity - coalesce(b.business, 0) OR f.business_seats_left < 0;

-- flights have fares within their bounds, business above economy
SELECT flight_id FROM flights
WHERE typeof(economy_fare_usd) <> 'integer' OR typeof(business_fare_usd) <> 'integer'
OR economy_fare_usd NOT BETWEEN 20 AND 4000 OR business_fare_usd NOT BETWEEN 40 AND 16000
OR business_fare_usd <= economy_fare_usd;

-- customers have unique ids and unique addresses
SELECT customer_id FROM customers GROUP BY customer_id HAVING count(*) > 1 OR customer_id IS NULL OR customer_id NOT GLOB 'C[0-9]*'
UNION ALL SELECT min(customer_id) FROM customers GROUP BY email HAVING count(*) > 1 OR email IS NULL;

-- customers have a name, a telephone number, a tier and an account
SELECT customer_id FROM customers
WHERE name IS NULL OR phone IS NULL OR length(phone) NOT BETWEEN 8 AND 16 OR phone NOT GLOB '+[0-9]*'
OR substr(phone, 2) GLOB '*[^0-9]*' OR tier IS NULL OR tier NOT IN ('standard', 'silver', 'gold')
OR account IS NULL OR account NOT IN ('active', 'suspended');

-- bookings have unique ids
SELECT booking_id FROM bookings GROUP BY booking_id HAVING count(*) > 1 OR booking_id IS NULL OR booking_id NOT GLOB 'B[0-9]*';

-- bookings belong to a customer and a flight, and were made before both now and the departure
SELECT b.booking_id FROM bookings b LEFT JOIN customers c USING (customer_id) LEFT JOIN flights f USING (flight_id)
WHERE c.customer_id IS NULL OR f.flight_id IS NULL OR b.booked_at IS NULL OR b.booked_at > :now OR b.booked_at >= f.departs_at;

-- bookings have a cabin, a fare and a status that exist
SELECT booking_id FROM bookings
WHERE cabin IS NULL OR cabin NOT IN ('economy', 'business') OR fare_type IS NULL OR fare_type NOT IN ('basic', 'flexible')
OR status IS NULL OR status NOT IN ('confirmed', 'checked_in', 'flown', 'cancelled');

-- bookings are flown or cancelled once the flight has departed, and not before flown
SELECT b.booking_id FROM bookings b JOIN flights f USING (flight_id)
WHERE (b.status = 'flown' AND f.status <> 'departed') OR (b.status IN ('confirmed', 'checked_in') AND f.status = 'departed');

-- bookings are checked in for scheduled flights of the next 24 hours
SELECT b.booking_id FROM bookings b JOIN flights f USING (flight_id)
WHERE b.status = 'checked_in' AND (f.status <> 'scheduled' OR unixepoch(f.departs_at) - unixepoch(:now) > 24 * 3600);

-- bookings have a seat for each passenger, 1 to 5
SELECT b.booking_id FROM bookings b LEFT JOIN (SELECT booking_id, count(*) AS n FROM passengers GROUP BY booking_id) p USING (booking_id)
WHERE b.seats IS NOT p.n OR b.seats NOT BETWEEN 1 AND 5;

-- bookings allow the free bags of their cabin, fare and tier
SELECT b.booking_id FROM bookings b JOIN customers c USING (customer_id)
WHERE b.free_bags IS NOT max(2 * (b.cabin = 'business'), b.fare_type = 'flexible') + (c.tier <> 'standard') + (c.tier = 'gold');

-- bookings cost what their seats, fees and bags cost
SELECT b.booking_id FROM bookings b LEFT JOIN (SELECT booking_id, sum(bag_fee_usd) AS fee FROM passengers GROUP BY booking_id) p USING (booking_id)
WHERE typeof(b.seat_price_usd) <> 'integer' OR typeof(b.fees_usd) <> 'integer' OR b.seat_price_usd < 0 OR b.fees_usd < 0
OR b.total_usd < 0 OR b.total_usd IS NOT b.seats * b.seat_price_usd + b.fees_usd + p.fee;

-- bookings are paid
SELECT b.booking_id FROM bookings b LEFT JOIN (SELECT booking_id, sum(amount_usd) AS paid FROM payments GROUP BY booking_id) p USING (booking_id)
WHERE b.total_usd IS NOT coalesce(p.paid, 0);

-- bookings have fees only with flexible fares
SELECT booking_id FROM bookings WHERE fees_usd <> 0 AND fare_type <> 'flexible';

-- bookings are refunded when they are cancelled, and at most what was paid
SELECT booking_id FROM bookings
WHERE (status = 'cancelled') <> (refunded_to IS NOT NULL) OR (refunded_to IS NOT NULL AND refunded_to NOT IN ('card', 'voucher'))
OR typeof(refunded_usd) <> 'integer' OR refunded_usd NOT BETWEEN 0 AND total_usd OR (status <> 'cancelled' AND refunded_usd <> 0);

-- passengers have unique ids, a booking and a name
SELECT passenger_id FROM passengers GROUP BY passenger_id HAVING count(*) > 1 OR passenger_id IS NULL OR passenger_id NOT GLOB 'P[0-9]*'
UNION ALL SELECT p.passenger_id FROM passengers p LEFT JOIN bookings b USING (booking_id) WHERE b.booking_id IS NULL OR p.name IS NULL;

-- passengers have at most 3 bags and pay 35 dollars for each that is not free
SELECT p.passenger_id FROM passengers p JOIN bookings b USING (booking_id)
WHERE typeof(p.bags) <> 'integer' OR p.bags NOT BETWEEN 0 AND 3
OR p.bag_fee_usd IS NOT CASE WHEN p.bags > b.free_bags THEN 35 * (p.bags - b.free_bags) ELSE 0 END;

-- payments have unique ids, a booking, a reason and a whole amount
SELECT payment_id FROM payments GROUP BY payment_id HAVING count(*) > 1 OR payment_id IS NULL OR payment_id NOT GLOB 'PAY[0-9]*'
UNION ALL SELECT p.payment_id FROM payments p LEFT JOIN bookings b USING (booking_id)
WHERE b.booking_id IS NULL OR typeof(p.amount_usd) <> 'integer' OR p.paid_at IS NULL OR p.paid_at > :now
OR p.reason IS NULL OR p.reason NOT IN ('booking', 'change', 'upgrade', 'bags');

-- payments with a voucher are for bookings, and the voucher exists
SELECT p.payment_id FROM payments p LEFT JOIN vouchers v USING (voucher_id)
WHERE p.voucher_id IS NOT NULL AND (v.voucher_id IS NULL OR p.reason <> 'booking');

-- vouchers have unique ids and a customer
SELECT voucher_id FROM vouchers GROUP BY voucher_id HAVING count(*) > 1 OR voucher_id IS NULL OR voucher_id NOT GLOB 'V[0-9]*'
UNION ALL SELECT v.voucher_id FROM vouchers v LEFT JOIN customers c USING (customer_id) WHERE c.customer_id IS NULL;

-- vouchers have left what was not spent of them
SELECT v.voucher_id FROM vouchers v LEFT JOIN (SELECT voucher_id, sum(amount_usd) AS spent FROM payments WHERE voucher_id IS NOT NULL GROUP BY voucher_id) p USING (voucher_id)
WHERE typeof(v.amount_usd) <> 'integer' OR v.amount_usd < 0 OR v.balance_usd < 0 OR v.balance_usd IS NOT v.amount_usd - coalesce(p.spent, 0);

-- vouchers are valid for 365 days
SELECT voucher_id FROM vouchers
WHERE issued_on IS NULL OR expires_on IS NULL OR issued_on > substr(:now, 1, 10) OR expires_on <> date(issued_on, '+365 days');
