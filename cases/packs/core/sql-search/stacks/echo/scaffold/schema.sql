CREATE TABLE products (
    id          INTEGER PRIMARY KEY,
    name        TEXT    NOT NULL,
    category    TEXT    NOT NULL,
    price_cents INTEGER NOT NULL,
    added_on    TEXT    NOT NULL,            -- ISO date
    published   INTEGER NOT NULL DEFAULT 0   -- 0: draft, 1: in the shop
);

CREATE TABLE subscribers (
    id       INTEGER PRIMARY KEY,
    email    TEXT    NOT NULL,
    postcode INTEGER NOT NULL
);

INSERT INTO products (name, category, price_cents, added_on, published) VALUES
    ('Enamel mug',        'kitchen', 1250, '2024-03-01', 1),
    ('Linen apron',       'kitchen', 2900, '2024-03-08', 1),
    ('Folding saw',       'garden',  3400, '2023-09-14', 1),
    ('Seed box (autumn)', 'garden',  1990, '2024-08-20', 0);
