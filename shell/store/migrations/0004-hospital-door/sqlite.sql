CREATE TABLE described (area INTEGER NOT NULL, visit INTEGER NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY (area, visit)) WITHOUT ROWID;
CREATE TABLE credentials (area INTEGER NOT NULL, number TEXT NOT NULL, kind TEXT NOT NULL, serial TEXT NOT NULL, from_day INTEGER NOT NULL, to_day INTEGER, person INTEGER NOT NULL, PRIMARY KEY (area, number, kind, serial, from_day)) WITHOUT ROWID;
CREATE INDEX persons_document ON persons (area, document);
