-- 0290_consent_proxy.sql
-- Who answers for a child was named for it, or shows a paper or somebody who knows them; which of the
-- three is kept with the answer. Answers of before say none of it. ADR 0023.

-- Who it is on record, of those who were named for the child.
ALTER TABLE consent_answer ADD COLUMN proxy_person UUID;

-- Which paper was seen, of somebody else.
ALTER TABLE consent_answer ADD COLUMN proxy_paper TEXT
    CONSTRAINT consent_answer_paper_known
    CHECK (proxy_paper IN ('birth-certificate', 'ration-card', 'passport', 'order'));

-- Who knows them and said so, as entered.
ALTER TABLE consent_answer ADD COLUMN proxy_vouched TEXT;
