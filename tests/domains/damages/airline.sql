-- For each sentence of sentences/airline.sql a change that breaks it.

-- airports have a code of three letters each, and codes are unique
UPDATE airports SET code = 'ab' WHERE rowid = 1;

-- airports have a name, a city and a known country
UPDATE airports SET country = 'France' WHERE rowid = 2;

-- routes have unique flight numbers
INSERT INTO routes SELECT * FROM routes LIMIT 1;

-- routes join two different airports that exist
UPDATE routes SET destination = origin WHERE rowid = 3;

-- routes are 150 to 9000 km long, take time by their length, and cost at least 20 dollars
UPDATE routes SET flight_minutes = flight_minutes + 5 WHERE rowid = 1;

-- flights have unique ids
UPDATE flights SET flight_id = (SELECT flight_id FROM flights WHERE rowid = 1) WHERE rowid = 2;

-- flights are of a route, and arrive when its minutes are over
UPDATE flights SET arrives_at = departs_at WHERE rowid = 7;

-- flights depart on their day, and a number departs once a day
UPDATE flights SET departure_date = date(departure_date, '+1 day') WHERE rowid = 7;

-- flights have departed exactly when their time has come, unless they are cancelled
UPDATE flights SET status = 'departed' WHERE status = 'scheduled' AND departs_at > :now;

-- flights have capacities within their bounds
UPDATE flights SET business_capacity = 0 WHERE rowid = 4;

-- flights have as many seats left as are not booked, and never fewer than none
UPDATE flights SET economy_seats_left = economy_seats_left + 1 WHERE rowid = 5;

-- flights have fares within their bounds, business above economy
UPDATE flights SET business_fare_usd = economy_fare_usd WHERE rowid = 5;

-- customers have unique ids and unique addresses
UPDATE customers SET email = (SELECT email FROM customers WHERE rowid = 1) WHERE rowid = 2;

-- customers have a name, a telephone number, a tier and an account
UPDATE customers SET phone = '+1555x55555' WHERE rowid = 2;

-- bookings have unique ids
UPDATE bookings SET booking_id = 'B00001' WHERE rowid = 9;

-- bookings belong to a customer and a flight, and were made before both now and the departure
UPDATE bookings SET customer_id = 'C99999' WHERE rowid = 9;

-- bookings have a cabin, a fare and a status that exist
UPDATE bookings SET cabin = 'first' WHERE rowid = 9;

-- bookings are flown or cancelled once the flight has departed, and not before flown
UPDATE bookings SET status = 'confirmed' WHERE status = 'flown';

-- bookings are checked in for scheduled flights of the next 24 hours
UPDATE bookings SET status = 'checked_in' WHERE status = 'confirmed';

-- bookings have a seat for each passenger, 1 to 5
DELETE FROM passengers WHERE rowid = 1;

-- bookings allow the free bags of their cabin, fare and tier
UPDATE bookings SET free_bags = free_bags + 1 WHERE rowid = 9;

-- bookings cost what their seats, fees and bags cost
UPDATE bookings SET total_usd = total_usd + 1 WHERE rowid = 9;

-- bookings are paid
DELETE FROM payments WHERE rowid = 3;

-- bookings have fees only with flexible fares
UPDATE bookings SET fees_usd = 50 WHERE fare_type = 'basic';

-- bookings are refunded when they are cancelled, and at most what was paid
UPDATE bookings SET refunded_to = 'card' WHERE status = 'confirmed';

-- passengers have unique ids, a booking and a name
UPDATE passengers SET booking_id = 'B99999' WHERE rowid = 3;

-- passengers have at most 3 bags and pay 35 dollars for each that is not free
UPDATE passengers SET bag_fee_usd = bag_fee_usd + 35 WHERE rowid = 3;

-- payments have unique ids, a booking, a reason and a whole amount
UPDATE payments SET amount_usd = amount_usd + 0.5 WHERE rowid = 3;

-- payments with a voucher are for bookings, and the voucher exists
UPDATE payments SET voucher_id = 'V99999' WHERE rowid = 3;

-- vouchers have unique ids and a customer
UPDATE vouchers SET voucher_id = NULL WHERE rowid = 3;

-- vouchers have left what was not spent of them
UPDATE vouchers SET balance_usd = balance_usd - 1 WHERE rowid = 3;

-- vouchers are valid for 365 days
UPDATE vouchers SET expires_on = date(expires_on, '+1 day') WHERE rowid = 3;
