-- 0061_prescribing_template.sql
-- Sets of lines for common complaints, loaded from a sheet. Clinical content: the sheet says whether
-- a clinic has approved it or whether it is there for trying the program.

-- distribute: reference
-- owner: centre
CREATE TABLE prescribing_template (
    code           TEXT   NOT NULL,
    position       INT64  NOT NULL,
    name_en        TEXT   NOT NULL,
    name_hi        TEXT   NOT NULL,
    complaint_en   TEXT   NOT NULL,
    complaint_hi   TEXT   NOT NULL,
    advice_en      TEXT   NOT NULL,
    advice_hi      TEXT   NOT NULL,
    demonstration  BOOL   NOT NULL,
    CONSTRAINT prescribing_template_key PRIMARY KEY (code)
);

-- distribute: reference
-- owner: centre
CREATE TABLE prescribing_template_line (
    code           TEXT   NOT NULL,
    position       INT64  NOT NULL,
    medicine_code  TEXT   NOT NULL,
    directions     JSON   NOT NULL,
    CONSTRAINT prescribing_template_line_key PRIMARY KEY (code, position),
    CONSTRAINT prescribing_template_line_of FOREIGN KEY (code) REFERENCES prescribing_template (code)
);
