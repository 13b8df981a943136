#!/bin/bash
# Fills the shop's database. MongoDB's image runs it once, when the volume is empty.
set -euo pipefail
for collection in products customers orders; do
  mongoimport --quiet --db shop --collection "$collection" --file "/shop/$collection.jsonl"
done
mongosh --quiet shop --eval 'db.products.createIndex({ sku: 1 }, { unique: true });
  db.orders.createIndex({ customer: 1, placedAt: -1 })'
