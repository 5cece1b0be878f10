ALTER TABLE persons ADD COLUMN sex TEXT;
ALTER TABLE persons ADD COLUMN division TEXT;
ALTER TABLE persons ADD COLUMN household TEXT;
CREATE TABLE divisions (area INTEGER NOT NULL, code TEXT NOT NULL, name TEXT NOT NULL, PRIMARY KEY (area, code)) WITHOUT ROWID;
CREATE TABLE doctors (institution TEXT NOT NULL, code TEXT NOT NULL, from_day INTEGER NOT NULL, to_day INTEGER, name TEXT NOT NULL, title TEXT, department TEXT, PRIMARY KEY (institution, code, from_day)) WITHOUT ROWID;
