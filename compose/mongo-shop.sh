#!/bin/bash
# Loads *.jsonl of FOLDER into the shop's database: mongo-shop.sh FOLDER HOST [PORT]
#
# It can be repeated: it writes missing and different documents. At the end it writes
# the document {_id: "whole"} of the collection "loaded", which the health check of mongo requires.
# Exit status 0 means that all documents and indexes exist.
set -euo pipefail
uri="mongodb://$2:${3:-27017}/shop?serverSelectionTimeoutMS=5000&socketTimeoutMS=60000" # a hanging server is a failure
max_tries=20
export FOLDER=$1
export HOME=/tmp # for mongosh's log; the default is the folder of the data

run() { mongosh --quiet --norc "$uri" --eval "$1"; }

tries=0
until problem=$(run 'db.runCommand({ ping: 1 })' 2>&1); do
  tries=$((tries + 1))
  if [ "$tries" -ge "$max_tries" ]; then
    echo "$uri can't be used after $max_tries tries: $problem" >&2
    exit 1
  fi
  sleep 1
done

run '
  db.products.createIndex({ sku: 1 }, { unique: true });
  db.orders.createIndex({ customer: 1, placedAt: -1 });
  const key = it => EJSON.stringify(it._id);
  for (const name of ["products", "customers", "orders"]) {
    const lines = fs.readFileSync(`${process.env.FOLDER}/${name}.jsonl`, "utf8").trimEnd().split("\n");
    const wanted = lines.map(line => EJSON.parse(line, { relaxed: false }));
    const there = new Map(db[name].find().toArray().map(it => [key(it), EJSON.stringify(it)]));
    const writes = wanted.filter(it => there.get(key(it)) !== EJSON.stringify(it)).map(it =>
      there.has(key(it))
        ? { replaceOne: { filter: { _id: it._id }, replacement: it } }
        : { insertOne: { document: it } });
    if (writes.length > 0) {
      db[name].bulkWrite(writes);
    }
    const found = db[name].countDocuments({ _id: { $in: wanted.map(it => it._id) } });
    if (found !== wanted.length) {
      throw new Error(`${name}: ${found} of ${wanted.length} documents are there`);
    }
    print(`${name}: ${found} documents, ${writes.length} written now`);
  }
  db.loaded.replaceOne({ _id: "whole" }, {}, { upsert: true });'
