CREATE TABLE described (area BIGINT NOT NULL, visit BIGINT NOT NULL, seq BIGINT NOT NULL, PRIMARY KEY (area, visit));
CREATE TABLE credentials (area BIGINT NOT NULL, number TEXT NOT NULL, kind TEXT NOT NULL, serial TEXT NOT NULL, from_day BIGINT NOT NULL, to_day BIGINT, person BIGINT NOT NULL, PRIMARY KEY (area, number, kind, serial, from_day));
CREATE INDEX persons_document ON persons (area, document);
