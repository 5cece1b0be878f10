//! Statements on code sets and on the maps between their editions.

use super::Statement;

registry! { OF_CODES:
    /// All editions, in the order of kinds and days.
    CODE_SETS = Statement::one("code-sets",
        "SELECT kind, edition, from_day, to_day FROM code_sets ORDER BY kind, from_day, edition");
    /// An edition; fails if it is there.
    CODE_SET_PUT = Statement::one("code-set-put",
        "INSERT INTO code_sets (kind, edition, from_day, to_day) VALUES ($1, $2, $3, $4)");
    /// An edition goes.
    CODE_SET_CLEAR = Statement::one("code-set-clear",
        "DELETE FROM code_sets WHERE kind = $1 AND edition = $2");
    /// Its codes go.
    CODES_CLEAR = Statement::one("codes-clear",
        "DELETE FROM codes WHERE kind = $1 AND edition = $2");
    /// Codes of an edition.
    CODES_PUT = Statement { name: "codes-put",
        sqlite: "INSERT INTO codes (kind, edition, code, name, gray) VALUES {rows}",
        row: "(?,?,?,?,?)",
        postgres: "INSERT INTO codes (kind, edition, code, name, gray) SELECT $1, $2, n.* FROM unnest($3::text[], $4::text[], $5::bigint[]) n" };
    /// Codes of an edition after one, in order.
    CODES_FROM = Statement::one("codes-from",
        "SELECT code, name, gray FROM codes WHERE kind = $1 AND edition = $2 AND code > $3 ORDER BY code LIMIT $4");
    /// Some codes of an edition.
    CODES_OF = Statement { name: "codes-of",
        sqlite: "SELECT code, name, gray FROM codes WHERE kind = ? AND edition = ? AND code IN ({rows}) ORDER BY code",
        row: "?",
        postgres: "SELECT k.* FROM unnest($3::text[]) w(one) CROSS JOIN LATERAL (SELECT code, name, gray FROM codes WHERE kind = $1 AND edition = $2 AND code = w.one OFFSET 0) k ORDER BY code" };
    /// Codes of an edition between two, of which the second is left out.
    CODES_BETWEEN = Statement::one("codes-between",
        "SELECT code, name, gray FROM codes WHERE kind = $1 AND edition = $2 AND code >= $3 AND code < $4 ORDER BY code LIMIT $5");
    /// Codes of an edition by a part of their names.
    CODES_NAMED = Statement {
        name: "codes-named",
        sqlite: "SELECT code, name, gray FROM codes WHERE kind = $1 AND edition = $2 AND instr(name, $3) > 0 ORDER BY code LIMIT $4",
        row: "",
        postgres: "SELECT code, name, gray FROM codes WHERE kind = $1 AND edition = $2 AND strpos(name, $3) > 0 ORDER BY code LIMIT $4",
    };
    /// Between which editions maps lead.
    CODE_MAPS = Statement::one("code-maps",
        "SELECT DISTINCT from_edition, to_edition FROM code_maps WHERE kind = $1 ORDER BY from_edition, to_edition");
    /// A map.
    CODE_MAP = Statement::one("code-map",
        "SELECT from_code, to_code FROM code_maps WHERE kind = $1 AND from_edition = $2 AND to_edition = $3 ORDER BY from_code, to_code");
    /// A map goes.
    CODE_MAP_CLEAR = Statement::one("code-map-clear",
        "DELETE FROM code_maps WHERE kind = $1 AND from_edition = $2 AND to_edition = $3");
    /// Pairs of a map; fails if one of them is there.
    CODE_MAP_PUT = Statement { name: "code-map-put",
        sqlite: "INSERT INTO code_maps (kind, from_edition, to_edition, from_code, to_code) VALUES {rows}",
        row: "(?,?,?,?,?)",
        postgres: "INSERT INTO code_maps (kind, from_edition, to_edition, from_code, to_code) SELECT $1, $2, $3, n.* FROM unnest($4::text[], $5::text[]) n" };
}
