-- 0265_cards_text.sql
-- What a city says on its cards and on what comes with them, and whom to call: given by whoever may
-- speak for it, and never the program's own. Versions stay; the last one is printed and shown.

-- reference: every node prints and shows them
-- owner: centre
CREATE TABLE cards_text (
    version        INT64  NOT NULL,  -- counted from 1
    demonstration  BOOL   NOT NULL,  -- written to try the program with; every paper says so
    since          INT64  NOT NULL,  -- microseconds UTC
    CONSTRAINT cards_text_key PRIMARY KEY (version),
    CONSTRAINT cards_text_counted CHECK (version >= 1)
);

-- reference: every node prints and shows them
-- owner: centre
CREATE TABLE cards_text_line (
    version  INT64  NOT NULL,
    place    INT64  NOT NULL,  -- counted from 0, in the order in which they are printed
    what     TEXT   NOT NULL,
    text_hi  TEXT   NOT NULL,
    text_en  TEXT   NOT NULL,
    CONSTRAINT cards_text_line_key PRIMARY KEY (version, place),
    CONSTRAINT cards_text_line_text_fkey FOREIGN KEY (version) REFERENCES cards_text (version),
    CONSTRAINT cards_text_line_what_known CHECK (what IN
        ('title', 'helpline', 'sender', 'letter', 'signed', 'heading', 'point')),
    CONSTRAINT cards_text_line_said CHECK (text_hi <> '' AND text_en <> '')
);

-- Of these there is one.
CREATE UNIQUE INDEX cards_text_line_once ON cards_text_line (version, what)
    WHERE what IN ('title', 'helpline', 'sender', 'signed');
