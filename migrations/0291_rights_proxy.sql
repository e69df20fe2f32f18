-- 0291_rights_proxy.sql
-- Who asks for a child was named for it, or shows a paper or somebody who knows them; which of the
-- three is kept with the request, as it is with a consent. Requests of before say none of it.

-- Who it is on record, of those who were named for the child.
ALTER TABLE rights_request ADD COLUMN proxy_person UUID;

-- Which paper was seen, of somebody else.
ALTER TABLE rights_request ADD COLUMN proxy_paper TEXT
    CONSTRAINT rights_request_paper_known
    CHECK (proxy_paper IN ('birth-certificate', 'ration-card', 'passport', 'order'));

-- Who knows them and said so, as entered.
ALTER TABLE rights_request ADD COLUMN proxy_vouched TEXT;
