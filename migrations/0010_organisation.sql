-- 0010_organisation.sql
-- Who answers to whom: department → district → facility → unit. A node carries the whole way down
-- to it, so that "does this grant reach that place" is one row and "what lies below" one range.

-- distribute: reference
-- owner: centre
CREATE TABLE access_node (
    node_id    UUID   NOT NULL,  -- a facility's node has the facility's own id
    parent_id  UUID,             -- null = the root
    kind       TEXT   NOT NULL,
    code       TEXT   NOT NULL,  -- 'department', 'district:Central', 'LNH', 'LNH/MED'
    name_en    TEXT   NOT NULL,
    name_hi    TEXT   NOT NULL,
    path       TEXT   NOT NULL,  -- '/root/…/itself', ids as 32 hex digits
    CONSTRAINT access_node_key PRIMARY KEY (node_id),
    CONSTRAINT access_node_code_key UNIQUE (code),
    CONSTRAINT access_node_path_key UNIQUE (path),
    CONSTRAINT access_node_kind_known
        CHECK (kind IN ('department', 'district', 'facility', 'unit')),
    CONSTRAINT access_node_only_a_department_is_a_root
        CHECK ((parent_id IS NULL) = (kind = 'department'))
);

-- A page about a node lists what lies directly below it.
CREATE INDEX access_node_children ON access_node (parent_id, code);
