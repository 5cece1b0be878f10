ALTER TABLE persons ADD COLUMN sex TEXT;
ALTER TABLE persons ADD COLUMN division TEXT;
ALTER TABLE persons ADD COLUMN household TEXT;
CREATE TABLE divisions (area BIGINT NOT NULL, code TEXT NOT NULL, name TEXT NOT NULL, PRIMARY KEY (area, code));
CREATE TABLE doctors (institution TEXT NOT NULL, code TEXT NOT NULL, from_day BIGINT NOT NULL, to_day BIGINT, name TEXT NOT NULL, title TEXT, department TEXT, PRIMARY KEY (institution, code, from_day));
