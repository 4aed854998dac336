-- Each statement selects what breaks the sentence above it; none may select anything. :now is the domain's clock.

-- branches have unique ids, a name, and are open or not
SELECT branch_id FROM branches GROUP BY branch_id HAVING count(*) > 1 OR branch_id IS NULL OR branch_id NOT GLOB 'BR[0-9]*'
UNION ALL SELECT branch_id FROM branches WHERE name IS NULL OR open IS NULL OR open NOT IN (0, 1);

-- titles have unique ids
SELECT title_id FROM titles GROUP BY title_id HAVING count(*) > 1 OR title_id IS NULL OR title_id NOT GLOB 'T[0-9]*';

-- titles have a title, an author, a year, a price and an audience
SELECT title_id FROM titles
WHERE title IS NULL OR author IS NULL OR typeof(year) <> 'integer' OR year NOT BETWEEN 1900 AND 2025
OR typeof(price_cents) <> 'integer' OR price_cents NOT BETWEEN 300 AND 20000 OR audience IS NULL OR audience NOT IN ('general', 'adult');

-- titles are lent for the days of their kind
SELECT title_id FROM titles WHERE loan_days IS NOT CASE kind WHEN 'book' THEN 28 WHEN 'audiobook' THEN 21 WHEN 'dvd' THEN 7 ELSE -1 END;

-- titles count the copies that are available
SELECT t.title_id FROM titles t
LEFT JOIN (SELECT title_id, count(*) AS n FROM copies WHERE collection = 'lending' AND status = 'available' GROUP BY title_id) c USING (title_id)
WHERE t.available_copies IS NOT coalesce(c.n, 0);

-- titles count the members who wait
SELECT t.title_id FROM titles t
LEFT JOIN (SELECT title_id, count(*) AS n FROM holds WHERE copy IS NULL GROUP BY title_id) h USING (title_id)
WHERE t.waiting_holds IS NOT coalesce(h.n, 0);

-- copies have unique ids, a title and a branch
SELECT copy_id FROM copies GROUP BY copy_id HAVING count(*) > 1 OR copy_id IS NULL OR copy_id NOT GLOB 'K[0-9]*'
UNION ALL SELECT c.copy_id FROM copies c LEFT JOIN titles t USING (title_id) LEFT JOIN branches b USING (branch_id)
WHERE t.title_id IS NULL OR b.branch_id IS NULL;

-- titles have at most 12 copies
SELECT title_id FROM copies GROUP BY title_id HAVING count(*) > 12;

-- copies belong to a collection, and are withdrawn in both senses or in none
SELECT copy_id FROM copies
WHERE collection IS NULL OR collection NOT IN ('lending', 'reference', 'withdrawn') OR status IS NULL
OR status NOT IN ('available', 'on_loan', 'on_hold', 'withdrawn') OR (status = 'withdrawn') <> (collection = 'withdrawn')
OR (collection = 'reference' AND status <> 'available');

-- copies are on loan while a loan lasts
SELECT c.copy_id FROM copies c LEFT JOIN (SELECT DISTINCT copy FROM loans WHERE ended_on IS NULL) l ON l.copy = c.copy_id
WHERE (c.status = 'on_loan') <> (l.copy IS NOT NULL);

-- copies are on hold while a hold has them
SELECT c.copy_id FROM copies c LEFT JOIN (SELECT DISTINCT copy FROM holds WHERE copy IS NOT NULL) h ON h.copy = c.copy_id
WHERE (c.status = 'on_hold') <> (h.copy IS NOT NULL);

-- members have unique ids and unique addresses
SELECT member_id FROM members GROUP BY member_id HAVING count(*) > 1 OR member_id IS NULL OR member_id NOT GLOB 'M[0-9]*'
UNION ALL SELECT min(member_id) FROM members GROUP BY email HAVING count(*) > 1 OR email IS NULL;

-- members have a name, a plain address, a category and a last day
SELECT member_id FROM members
WHERE name IS NULL OR category IS NULL OR category NOT IN ('adult', 'student', 'child') OR expires_on IS NULL
OR email NOT GLOB '[a-z0-9.]*@[a-z.]*' OR length(email) - length(replace(email, '@', '')) <> 1 OR replace(email, '@', '') GLOB '*[^a-z0-9.]*';

-- members count their open loans, no more than their category allows
SELECT m.member_id FROM members m
LEFT JOIN (SELECT member_id, count(*) AS n FROM loans WHERE ended_on IS NULL GROUP BY member_id) l USING (member_id)
WHERE m.open_loans IS NOT coalesce(l.n, 0) OR m.open_loans > CASE m.category WHEN 'child' THEN 5 WHEN 'adult' THEN 10 ELSE 15 END;

-- members owe what is not paid of their fines
SELECT m.member_id FROM members m
LEFT JOIN (SELECT member_id, sum(amount_cents - paid_cents) AS owed FROM fines GROUP BY member_id) f USING (member_id)
WHERE m.fines_cents IS NOT coalesce(f.owed, 0) OR m.fines_cents < 0;

-- loans have unique ids, a copy and a member
SELECT loan_id FROM loans GROUP BY loan_id HAVING count(*) > 1 OR loan_id IS NULL OR loan_id NOT GLOB 'L[0-9]*'
UNION ALL SELECT l.loan_id FROM loans l LEFT JOIN copies c ON c.copy_id = l.copy LEFT JOIN members m USING (member_id)
WHERE c.copy_id IS NULL OR m.member_id IS NULL;

-- loans are due after one loan period and one for each renewal
SELECT l.loan_id FROM loans l JOIN copies c ON c.copy_id = l.copy JOIN titles t USING (title_id)
WHERE typeof(l.renewals) <> 'integer' OR l.renewals NOT BETWEEN 0 AND 2
OR l.due_on IS NOT date(l.loaned_on, '+' || ((1 + l.renewals) * t.loan_days) || ' days');

-- loans end after the days they were kept, and not in the future
SELECT loan_id FROM loans
WHERE loaned_on IS NULL OR loaned_on > substr(:now, 1, 10) OR ended_on > substr(:now, 1, 10)
OR (days_kept IS NOT NULL AND (typeof(days_kept) <> 'integer' OR days_kept NOT BETWEEN 0 AND 400))
OR ended_on IS NOT date(loaned_on, '+' || days_kept || ' days');

-- loans of one copy never overlap
SELECT loan_id FROM (
    SELECT loan_id, loaned_on, max(coalesce(ended_on, '9999-12-31')) OVER (
        PARTITION BY copy ORDER BY loaned_on, coalesce(ended_on, '9999-12-31'), loan_id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ) AS taken_until FROM loans
) WHERE taken_until > loaned_on;

-- loans of children are of titles for all
SELECT l.loan_id FROM loans l JOIN members m USING (member_id) JOIN copies c ON c.copy_id = l.copy JOIN titles t USING (title_id)
WHERE m.category = 'child' AND t.audience <> 'general';

-- holds have unique ids, a title and a member, and a member holds a title once
SELECT hold_id FROM holds GROUP BY hold_id HAVING count(*) > 1 OR hold_id IS NULL OR hold_id NOT GLOB 'HD[0-9]*'
UNION ALL SELECT min(hold_id) FROM holds GROUP BY title_id, member_id HAVING count(*) > 1
UNION ALL SELECT h.hold_id FROM holds h LEFT JOIN titles t USING (title_id) LEFT JOIN members m USING (member_id)
WHERE t.title_id IS NULL OR m.member_id IS NULL OR h.placed_at IS NULL OR h.placed_at > :now;

-- holds have at most a copy of the title to themselves, and a last day for it
SELECT h.hold_id FROM holds h LEFT JOIN copies c ON c.copy_id = h.copy
WHERE (h.copy IS NULL) <> (h.pick_up_until IS NULL) OR (h.copy IS NOT NULL AND c.title_id IS NOT h.title_id)
UNION ALL SELECT min(hold_id) FROM holds WHERE copy IS NOT NULL GROUP BY copy HAVING count(*) > 1;

-- holds are at most 5 for a member
SELECT member_id FROM holds GROUP BY member_id HAVING count(*) > 5;

-- holds are not of titles that the member has on loan
SELECT h.hold_id FROM holds h JOIN loans l USING (member_id) JOIN copies c ON c.copy_id = l.copy AND c.title_id = h.title_id
WHERE l.ended_on IS NULL;

-- fines have unique ids and a loan of their own
SELECT fine_id FROM fines GROUP BY fine_id HAVING count(*) > 1 OR fine_id IS NULL OR fine_id NOT GLOB 'N[0-9]*'
UNION ALL SELECT min(fine_id) FROM fines GROUP BY loan_id HAVING count(*) > 1
UNION ALL SELECT f.fine_id FROM fines f LEFT JOIN loans l USING (loan_id) WHERE l.loan_id IS NULL OR l.member_id IS NOT f.member_id;

-- fines are of late loans by the day, or of lost copies by the price
SELECT f.fine_id FROM fines f JOIN loans l USING (loan_id) JOIN copies c ON c.copy_id = l.copy JOIN titles t USING (title_id)
WHERE f.amount_cents < 1 OR f.amount_cents IS NOT CASE f.reason
    WHEN 'late' THEN min(1500, CAST(julianday(l.ended_on) - julianday(l.due_on) AS INTEGER) * iif(t.kind = 'dvd', 100, 25))
    WHEN 'lost' THEN t.price_cents END;

-- fines are settled when they are paid, and not paid twice
SELECT fine_id FROM fines
WHERE typeof(paid_cents) <> 'integer' OR paid_cents NOT BETWEEN 0 AND amount_cents
OR (settled_on IS NOT NULL) <> (paid_cents = amount_cents) OR settled_on > substr(:now, 1, 10);
