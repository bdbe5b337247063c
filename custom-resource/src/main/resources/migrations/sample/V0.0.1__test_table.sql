-- IF NOT EXISTS and the condition on the rows: a database that already has the table is adopted as it is.
CREATE TABLE IF NOT EXISTS test_table (
    id serial PRIMARY KEY,
    name VARCHAR(100),
    created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP
);

INSERT INTO test_table (name)
SELECT name
FROM (VALUES ('Test User 1'), ('Test User 2')) AS sample (name)
WHERE NOT EXISTS (SELECT FROM test_table);
