-- The shop's orders in PostgreSQL, made from documents of data/orders.jsonl. They are in the temporary table
-- lines (doc jsonb). It can be repeated: orders that are there are replaced.
create table if not exists orders (
  id text primary key,
  customer text not null,
  total numeric(9, 2) not null,
  status text not null,
  placed_at timestamptz not null
);
create index if not exists orders_of_customer on orders (customer, placed_at);
create table if not exists order_items (
  order_id text references orders on delete cascade,
  line int,
  sku text not null,
  name text not null,
  quantity int not null,
  price numeric(9, 2) not null,
  primary key (order_id, line)
);

delete from orders where id in (select doc ->> '_id' from lines);
insert into orders
  select doc ->> '_id', doc ->> 'customer', (doc -> 'total' ->> '$numberDecimal')::numeric, doc ->> 'status',
    (doc -> 'placedAt' ->> '$date')::timestamptz
  from lines;
insert into order_items
  select doc ->> '_id', line, item ->> 'sku', item ->> 'name', (item ->> 'quantity')::int,
    (item -> 'price' ->> '$numberDecimal')::numeric
  from lines, jsonb_array_elements(doc -> 'items') with ordinality as items (item, line);
