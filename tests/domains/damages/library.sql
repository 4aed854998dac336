-- For each sentence of sentences/library.sql a change that breaks it.

-- branches have unique ids, a name, and are open or not
UPDATE branches SET open = NULL WHERE rowid = 1;

-- titles have unique ids
INSERT INTO titles SELECT * FROM titles LIMIT 1;

-- titles have a title, an author, a year, a price and an audience
UPDATE titles SET price_cents = 12.5 WHERE rowid = 1;

-- titles are lent for the days of their kind
UPDATE titles SET loan_days = 14 WHERE rowid = 1;

-- titles count the copies that are available
UPDATE titles SET available_copies = available_copies + 1 WHERE rowid = 1;

-- titles count the members who wait
UPDATE titles SET waiting_holds = waiting_holds + 1 WHERE rowid = 1;

-- copies have unique ids, a title and a branch
UPDATE copies SET branch_id = 'BR99' WHERE rowid = 1;

-- titles have at most 12 copies
UPDATE copies SET title_id = 'T00001' WHERE rowid < 40;

-- copies belong to a collection, and are withdrawn in both senses or in none
UPDATE copies SET collection = 'withdrawn' WHERE status = 'available';

-- copies are on loan while a loan lasts
UPDATE loans SET ended_on = NULL, days_kept = NULL;

-- copies are on hold while a hold has them
UPDATE copies SET status = 'available' WHERE status = 'on_hold';

-- members have unique ids and unique addresses
UPDATE members SET member_id = 'M00001' WHERE rowid = 2;

-- members have a name, a plain address, a category and a last day
UPDATE members SET email = 'Capital@example.org' WHERE rowid = 2;

-- members count their open loans, no more than their category allows
UPDATE members SET open_loans = open_loans + 1 WHERE rowid = 2;

-- members owe what is not paid of their fines
UPDATE members SET fines_cents = fines_cents + 1 WHERE rowid = 2;

-- loans have unique ids, a copy and a member
UPDATE loans SET copy = NULL WHERE rowid = 2;

-- loans are due after one loan period and one for each renewal
UPDATE loans SET renewals = renewals + 1 WHERE rowid = 2;

-- loans end after the days they were kept, and not in the future
UPDATE loans SET days_kept = days_kept + 1 WHERE days_kept > 0;

-- loans of one copy never overlap
UPDATE loans SET copy = (SELECT copy FROM loans WHERE rowid = 1);

-- loans of children are of titles for all
UPDATE titles SET audience = 'adult';

-- holds have unique ids, a title and a member, and a member holds a title once
UPDATE holds SET title_id = 'T00001', member_id = 'M00001';

-- holds have at most a copy of the title to themselves, and a last day for it
UPDATE holds SET pick_up_until = '2025-06-05' WHERE copy IS NULL;

-- holds are at most 5 for a member
UPDATE holds SET member_id = 'M00001';

-- holds are not of titles that the member has on loan
INSERT INTO holds SELECT 'HD99999', c.title_id, l.member_id, :now, NULL, NULL FROM loans l JOIN copies c ON c.copy_id = l.copy WHERE l.ended_on IS NULL LIMIT 1;

-- fines have unique ids and a loan of their own
UPDATE fines SET member_id = 'M99999' WHERE rowid = 1;

-- fines are of late loans by the day, or of lost copies by the price
UPDATE fines SET amount_cents = amount_cents + 1 WHERE rowid = 1;

-- fines are settled when they are paid, and not paid twice
UPDATE fines SET settled_on = '2025-06-01' WHERE paid_cents = 0;
