/*
 * Writes the demo shop's data: one JSON document per line, the same bytes on every run.
 *
 *     java examples/shop/Generate.java              (into examples/shop/data)
 *     java examples/shop/Generate.java some/folder
 *
 * Everything random comes from one seeded Random. To change the shop, edit the word lists, run it,
 * and commit the files. Dates and decimals are MongoDB extended JSON, so that mongoimport and the
 * drivers read them with their types.
 */

static final long SEED = 20_261_123;
static final Instant NOW = Instant.parse("2026-11-23T08:00:00Z");
static final int PRODUCTS_PER_CATEGORY = 52;
static final int CUSTOMERS = 240;
static final int ORDERS = 800;

/** A category, then its things: noun; materials; grams; whole euros; what it is for. */
static final String CATALOGUE =
    """
    # Kitchen
    Chopping Board; oak, walnut, beech, olive wood; 600-2400; 19-69; bread, herbs and Sunday roasts
    Casserole; cast iron, stoneware, enamel, copper; 1800-4600; 49-189; slow stews that feed six
    Mixing Bowl; stoneware, enamel, glass, steel; 400-1500; 14-44; dough that needs room to rise
    Pepper Mill; oak, walnut, brass, steel; 200-600; 19-59; a coarse grind at the table
    Serving Tray; birch, walnut, enamel, bamboo; 500-1800; 24-64; breakfast in bed
    # Coffee & Tea
    Pour-Over Dripper; porcelain, glass, steel, copper; 150-500; 14-39; one careful cup at a time
    Milk Jug; porcelain, steel, stoneware, enamel; 200-700; 12-34; silky foam
    Teapot; porcelain, glass, cast iron, stoneware; 400-1400; 24-79; a long afternoon
    Hand Grinder; steel, cherry wood, walnut, aluminium; 350-900; 39-129; light and dark roasts
    Tasting Cup; porcelain, glass, stoneware, enamel; 90-320; 8-22; small strong coffees
    # Lighting
    Desk Lamp; brass, steel, birch, aluminium; 800-2600; 39-149; late letters and early mornings
    Pendant Light; brass, smoked glass, linen, paper; 900-3500; 59-249; the middle of the table
    Wall Sconce; brass, smoked glass, steel, porcelain; 500-1600; 34-119; dark hallways
    Floor Lamp; brass, linen, birch, steel; 2500-7500; 79-299; the reading corner
    Camping Lantern; brass, aluminium, enamel, steel; 250-900; 19-69; tents, sheds and power cuts
    # Bedroom
    Duvet Cover; linen, percale, organic cotton, flannel; 700-1900; 49-159; cool summer nights
    Throw Blanket; merino wool, mohair, linen, alpaca; 600-1800; 39-139; the end of the sofa
    Pillowcase Pair; linen, percale, silk, organic cotton; 200-500; 19-54; restless sleepers
    Bedspread; linen, quilted cotton, velvet, jacquard; 1200-2800; 59-179; a bed that looks made
    Dressing Gown; linen, waffle cotton, flannel, silk; 500-1400; 49-129; slow Saturdays
    # Bathroom
    Bath Towel; organic cotton, linen, waffle cotton, bamboo; 400-900; 17-49; big and small swimmers
    Soap Dish; stoneware, teak, marble, glass; 100-450; 8-24; a soap that stays dry
    Bath Mat; teak, organic cotton, cork, bamboo; 500-1500; 19-59; cold tiles
    Laundry Basket; rattan, felt, seagrass, canvas; 900-2600; 34-89; a week of shirts
    Toothbrush Holder; stoneware, glass, marble, bamboo; 120-500; 9-27; a family of four
    # Desk
    Notebook; linen-bound, leather-bound, recycled, cloth-bound; 150-500; 9-29; plans and drawings
    Pen Tray; oak, walnut, brass, leather; 200-800; 19-49; pencils that roll away
    Desk Pad; felt, leather, cork, linoleum; 300-900; 24-89; a calm place to write
    Document Tray; oak, birch, steel, felt; 700-2200; 29-79; paper that cannot wait
    Paperweight; brass, glass, marble, slate; 250-1200; 14-44; open windows
    # Hiking
    Day Pack; ripstop, waxed canvas, nylon, cotton; 450-1200; 49-149; a summit and back before dark
    Trekking Poles; aluminium, carbon, hazel, folding; 360-620; 29-99; steep ways down
    Rain Jacket; ripstop, softshell, waxed cotton, three-layer; 280-700; 79-249; the west coast
    Hiking Socks; merino, alpaca, hemp, lambswool; 60-140; 12-29; the second day of a long walk
    Water Bottle; steel, aluminium, titanium, glass; 120-420; 14-39; springs and taps on the way
    # Cycling
    Saddle Bag; leather, waxed canvas, nylon, ripstop; 150-700; 24-119; a tube and a sandwich
    Bar Tape; leather, cork, cotton, rubber; 60-160; 14-44; cobbles and long climbs
    Bike Bell; brass, copper, aluminium, steel; 40-140; 9-34; friendly warnings
    Pannier; waxed canvas, nylon, ripstop, leather; 600-1500; 49-139; the weekly shopping
    Cycling Gloves; merino, leather, softshell, crochet; 50-160; 24-69; frosty commutes
    # Garden
    Planter; terracotta, galvanised, larch, stoneware; 600-5200; 14-79; herbs by the kitchen door
    Watering Can; galvanised, copper, enamel, steel; 500-1900; 19-64; seedlings and roses
    Hand Trowel; steel, copper, ash, stainless; 180-480; 11-34; bulbs in autumn
    Trellis; willow, larch, hazel, steel; 900-3800; 19-69; climbing beans
    Bird Feeder; larch, oak, copper, slate; 300-1400; 17-54; robins and sparrows
    # Toys
    Building Blocks; beech, maple, cork, rainbow; 600-2400; 24-79; towers that fall with a bang
    Pull-Along Duck; beech, maple, birch, cherry wood; 200-700; 14-39; first steps
    Stacking Rings; beech, maple, felt, rainbow; 250-800; 12-34; small patient hands
    Marble Run; beech, birch, bamboo, cardboard; 800-3200; 29-99; rainy afternoons
    Memory Game; linen, birch, cardboard, felt; 200-600; 11-29; grandparents who always lose
    """;

static final List<String> SERIES =
    words(
        """
        Alder, Amber, Aspen, Bergen, Birka, Bruno, Calla, Cedar, Clara, Dahlia, Delft, Elba,
        Ember, Fjord, Flora, Freya, Galen, Harbor, Hazel, Inari, Iris, Juno, Kaia, Lagom,
        Lark, Linnea, Lumi, Malmo, Maren, Nordby, Olive, Otto, Pico, Quill, Rhea, Roan,
        Sable, Saga, Sorrel, Tove, Ulla, Vega, Willow, Yara, Zephyr
        """);
static final List<String> BRANDS =
    words(
        """
        Alma & Sons, Brightwater, Field Notes Co, Granit, Hale Works, Kestrel, Lindqvist,
        Morgenrot, North Pier, Old Mill, Pine & Post, Tidewater
        """);
static final List<String> LOOKS =
    words("sturdy, light, quiet, handsome, simple, generous, compact, well-balanced, timeless");
static final List<String> CARE =
    List.of(
        "Made in small batches and easy to repair.",
        "Gets better with every year of use.",
        "Comes with spare parts and a ten-year promise.",
        "Packed without plastic.",
        "Wipe it clean, and it is ready again.",
        "Designed with the people who use it every day.",
        "Each one differs a little from the next.");

static final List<String> FIRST_NAMES =
    words(
        """
        Ada, Amir, Anna, Anton, Aya, Ben, Bruno, Camille, Carlos, Chiara, Clara, Daniel,
        Elena, Elif, Emil, Eva, Felix, Fatima, Finn, Grace, Hanna, Hugo, Ines, Ivan, Jakub,
        Jana, Jonas, Julia, Karim, Katarina, Lars, Lea, Leo, Lina, Lucia, Luca, Maja, Marta,
        Mateo, Mei, Mila, Nadia, Nils, Nora, Olga, Omar, Oscar, Paula, Pavel, Priya, Rafael,
        Rosa, Sami, Sara, Sofia, Stefan, Tariq, Theo, Thea, Tomas, Vera, Victor, Yuki, Zoe
        """);
static final List<String> LAST_NAMES =
    words(
        """
        Adler, Almeida, Andersen, Bauer, Bianchi, Blanc, Brandt, Castro, Conti, Dahl, Demir,
        Dubois, Eriksen, Ferrari, Fischer, Fontaine, Garcia, Haddad, Hansen, Hoffmann,
        Horvat, Ivanova, Jansen, Keller, Kowalski, Kruger, Larsen, Laurent, Lindgren, Lopez,
        Marino, Martin, Meyer, Moreau, Nakamura, Nielsen, Novak, Okafor, Olsen, Patel,
        Pereira, Petrov, Ricci, Rossi, Santos, Sato, Schmidt, Silva, Svensson, Tanaka,
        Vogel, Weber, Wolf, Yilmaz
        """);
static final List<String> STREETS =
    words(
        """
        Mill Lane, Station Road, Harbour Street, Church Lane, Garden Street, Linden Avenue,
        Market Square, Orchard Road, Bridge Street, Rose Lane, School Road, Castle Hill
        """);

/** City, country, first two digits of its postcodes. */
static final List<String> CITIES =
    words(
        """
        Berlin DE 10, Hamburg DE 20, Munich DE 80, Vienna AT 10, Graz AT 80, Zurich CH 80,
        Paris FR 75, Lyon FR 69, Lisbon PT 11, Porto PT 40, Madrid ES 28, Valencia ES 46,
        Milan IT 20, Turin IT 10, Utrecht NL 35, Ghent BE 90, Copenhagen DK 21, Oslo NO 05,
        Stockholm SE 11, Helsinki FI 00, Gdansk PL 80, Prague CZ 11, Zagreb HR 10
        """);

static final List<List<String>> PRAISE =
    List.of(
        List.of("Better than I hoped", "Lovely finish, and it feels like it will last for years."),
        List.of("A gift that was kept", "Bought it for my sister, then a second one for us."),
        List.of("Use it every day", "It has not left its place by the window since it arrived."),
        List.of("Worth the wait", "Delivery took a week, and I would wait twice as long."),
        List.of("Simply good", "No tricks, no app, no battery. It does what it is made for."),
        List.of("Just right", "The size is exactly as described and the colour is warm."));
static final List<List<String>> MIXED =
    List.of(
        List.of("Good, not perfect", "I like it, but the edges could have been sanded more."),
        List.of("Smaller than expected", "Nice work. Do read the measurements before you order."),
        List.of("Does the job", "Nothing special about it, and nothing wrong either."),
        List.of("Fine for the price", "There are nicer ones, but they cost twice as much."));
static final List<List<String>> BLAME =
    List.of(
        List.of("Arrived with a scratch", "The box was fine, the corner was not."),
        List.of("Not for me", "Looked better in the pictures. I sent it back."),
        List.of("Broke after a month", "The repair was free, but I expected more."));

record Kind(
    String category, String noun, List<String> materials, Range grams, Range euros, String use) {}

record Range(int from, int to) {}

record Product(String sku, String name, Kind kind, String material, int grams, int cents) {}

record Customer(String id, String name, String city, Map<String, Object> address) {}

final Random random = new Random(SEED);

void main(String[] args) throws IOException {
  Path folder = Path.of(args.length > 0 ? args[0] : "examples/shop/data");
  Files.createDirectories(folder);
  List<Product> products = products();
  List<Customer> customers = customers();
  write(folder.resolve("products.jsonl"), productDocuments(products));
  write(folder.resolve("customers.jsonl"), customerDocuments(customers));
  write(folder.resolve("orders.jsonl"), orderDocuments(customers, products));
  write(folder.resolve("prices.jsonl"), redisKeys(products, customers));
  write(folder.resolve("reviews.jsonl"), reviews(products, customers));
  write(folder.resolve("recommendations.jsonl"), recommendations(customers, products));
  write(folder.resolve("loyalty.jsonl"), loyalty(customers));
}

List<Product> products() {
  Map<String, List<Kind>> categories =
      catalogue().stream()
          .collect(Collectors.groupingBy(Kind::category, LinkedHashMap::new, Collectors.toList()));
  List<Product> products = new ArrayList<>();
  Set<String> names = new HashSet<>();
  for (List<Kind> kinds : categories.values()) {
    for (int i = 0; i < PRODUCTS_PER_CATEGORY; ) {
      Kind kind = kinds.get(i % kinds.size());
      String material = pick(kind.materials());
      String name = pick(SERIES) + " " + titleCase(material) + " " + kind.noun();
      if (names.add(name)) {
        String sku = "SKU-%04d".formatted(products.size() + 1);
        products.add(new Product(sku, name, kind, material, grams(kind), cents(kind)));
        i++;
      }
    }
  }
  return products;
}

List<Kind> catalogue() {
  List<Kind> kinds = new ArrayList<>();
  String category = "";
  for (String line : CATALOGUE.lines().toList()) {
    if (line.startsWith("# ")) {
      category = line.substring(2);
    } else {
      String[] cells = line.split("; ");
      kinds.add(
          new Kind(
              category, cells[0], words(cells[1]), range(cells[2]), range(cells[3]), cells[4]));
    }
  }
  return kinds;
}

int grams(Kind kind) {
  return between(kind.grams()) / 10 * 10;
}

/** A price as shops write them: 19.90, 19.95 or 19.00. */
int cents(Kind kind) {
  return between(kind.euros()) * 100 + List.of(0, 50, 90, 90, 95).get(random.nextInt(5));
}

List<Map<String, Object>> productDocuments(List<Product> products) {
  List<Map<String, Object>> documents = new ArrayList<>();
  for (Product product : products) {
    Kind kind = product.kind();
    String description =
        "%s %s (%s) for %s. %s"
            .formatted(
                titleCase(pick(LOOKS)),
                kind.noun().toLowerCase(Locale.ROOT),
                product.material(),
                kind.use(),
                pick(CARE));
    documents.add(
        object(
            "_id", object("$oid", "%024x".formatted(documents.size() + 1)),
            "sku", product.sku(),
            "name", product.name(),
            "description", description,
            "category", kind.category(),
            "brand", pick(BRANDS),
            "tags", tags(product),
            "related", related(product, products),
            "weightGrams", product.grams(),
            "createdAt", date(daysAgo(900))));
  }
  return documents;
}

List<String> tags(Product product) {
  List<String> tags = new ArrayList<>();
  tags.add(product.kind().category().toLowerCase(Locale.ROOT));
  tags.add(product.material());
  if (random.nextInt(4) == 0) {
    tags.add("bestseller");
  }
  if (random.nextInt(5) == 0) {
    tags.add("gift");
  }
  return tags;
}

/** Mostly neighbours from the same category, with a stranger now and then. */
List<String> related(Product product, List<Product> products) {
  List<Product> neighbours =
      products.stream().filter(p -> p.kind().category().equals(product.kind().category())).toList();
  int count = 4 + random.nextInt(3);
  Set<String> skus = new LinkedHashSet<>();
  while (skus.size() < count) {
    Product other = pick(random.nextInt(6) == 0 ? products : neighbours);
    if (other != product) {
      skus.add(other.sku());
    }
  }
  return new ArrayList<>(skus);
}

List<Customer> customers() {
  List<Customer> customers = new ArrayList<>();
  Set<String> names = new HashSet<>();
  while (customers.size() < CUSTOMERS) {
    String name = pick(FIRST_NAMES) + " " + pick(LAST_NAMES);
    if (names.add(name)) {
      String[] city = pick(CITIES).split(" ");
      Map<String, Object> address =
          object(
              "street",
              pick(STREETS) + " " + (1 + random.nextInt(120)),
              "postcode",
              city[2] + "%03d".formatted(random.nextInt(1000)),
              "city",
              city[0],
              "country",
              city[1]);
      customers.add(new Customer("c-%04d".formatted(customers.size() + 1), name, city[0], address));
    }
  }
  return customers;
}

List<Map<String, Object>> customerDocuments(List<Customer> customers) {
  List<Map<String, Object>> documents = new ArrayList<>();
  for (Customer customer : customers) {
    String mailbox = customer.name().toLowerCase(Locale.ROOT).replace(' ', '.');
    documents.add(
        object(
            "_id", customer.id(),
            "name", customer.name(),
            "email", mailbox + "@example.com",
            "tier", pick(List.of("basic", "basic", "basic", "silver", "silver", "gold")),
            "loyaltyId", loyaltyId(customer),
            "city", customer.city(),
            "address", customer.address(),
            "newsletter", random.nextInt(3) == 0,
            "since", date(daysAgo(1500))));
  }
  return documents;
}

List<Map<String, Object>> orderDocuments(List<Customer> customers, List<Product> products) {
  List<Instant> times = new ArrayList<>();
  for (int i = 0; i < ORDERS; i++) {
    times.add(daysAgo(365));
  }
  Collections.sort(times);
  List<Map<String, Object>> documents = new ArrayList<>();
  for (Instant placedAt : times) {
    // The lower of two draws: the first customers are the regulars.
    Customer customer =
        customers.get(Math.min(random.nextInt(CUSTOMERS), random.nextInt(CUSTOMERS)));
    List<Map<String, Object>> items = new ArrayList<>();
    int cents = 0;
    int grams = 0;
    for (Product product : distinct(products, 1 + random.nextInt(4))) {
      int quantity = 1 + random.nextInt(random.nextInt(3) + 1);
      cents += quantity * product.cents();
      grams += quantity * product.grams();
      items.add(
          object(
              "sku", product.sku(),
              "name", product.name(),
              "quantity", quantity,
              "price", decimal(product.cents())));
    }
    documents.add(
        object(
            "_id", "o-%05d".formatted(documents.size() + 1),
            "customer", customer.id(),
            "items", items,
            "total", decimal(cents),
            "currency", "EUR",
            "weightGrams", grams,
            "status", status(placedAt),
            "address", customer.address(),
            "placedAt", date(placedAt)));
  }
  return documents;
}

String status(Instant placedAt) {
  long days = Duration.between(placedAt, NOW).toDays();
  if (days > 10) {
    return random.nextInt(20) == 0 ? "returned" : "delivered";
  }
  return days > 3 ? "shipped" : pick(List.of("placed", "paid", "packed"));
}

/** What Redis holds: a price and a stock for each product, when most customers were last seen. */
List<Map<String, Object>> redisKeys(List<Product> products, List<Customer> customers) {
  List<Map<String, Object>> keys = new ArrayList<>();
  for (Product product : products) {
    keys.add(object("key", "price:" + product.sku(), "value", money(product.cents())));
  }
  for (Product product : products) {
    int stock = random.nextInt(12) == 0 ? 0 : 1 + random.nextInt(140);
    keys.add(object("key", "stock:" + product.sku(), "value", String.valueOf(stock)));
  }
  for (Customer customer : customers) {
    if (random.nextInt(10) > 0) {
      keys.add(object("key", "last-seen:" + customer.id(), "value", daysAgo(30).toString()));
    }
  }
  return keys;
}

List<Map<String, Object>> reviews(List<Product> products, List<Customer> customers) {
  List<Map<String, Object>> lines = new ArrayList<>();
  for (Product product : products) {
    List<Map<String, Object>> reviews = new ArrayList<>();
    int count = random.nextInt(6);
    List<List<String>> said = new ArrayList<>();
    while (said.size() < count) {
      int rating = pick(List.of(5, 5, 5, 4, 4, 4, 3, 3, 2, 1));
      List<String> words = pick(rating > 3 ? PRAISE : rating == 3 ? MIXED : BLAME);
      if (said.contains(words)) {
        continue;
      }
      said.add(words);
      reviews.add(
          object(
              "rating", rating,
              "title", words.get(0),
              "text", words.get(1),
              "author", author(pick(customers))));
    }
    lines.add(object("sku", product.sku(), "reviews", reviews));
  }
  return lines;
}

/** A first name and an initial: "Nora S." */
String author(Customer customer) {
  String[] names = customer.name().split(" ");
  return names[0] + " " + names[1].charAt(0) + ".";
}

List<Map<String, Object>> recommendations(List<Customer> customers, List<Product> products) {
  List<String> reasons =
      List.of("bought together", "popular in your city", "new this week", "because you looked");
  List<Map<String, Object>> lines = new ArrayList<>();
  for (Customer customer : customers) {
    List<Map<String, Object>> items = new ArrayList<>();
    for (Product product : distinct(products, 3 + random.nextInt(3))) {
      items.add(object("sku", product.sku(), "name", product.name(), "reason", pick(reasons)));
    }
    lines.add(object("customer", customer.id(), "items", items));
  }
  return lines;
}

/** Every customer has a card number; one in eight never activated the card. */
List<Map<String, Object>> loyalty(List<Customer> customers) {
  List<Map<String, Object>> lines = new ArrayList<>();
  for (Customer customer : customers) {
    if (lines.isEmpty() || random.nextInt(8) > 0) {
      int points = 25 * random.nextInt(120);
      lines.add(
          object(
              "id",
              loyaltyId(customer),
              "points",
              points,
              "level",
              points >= 2000 ? "gold" : points >= 800 ? "silver" : "basic",
              "pointsToVoucher",
              500 - points % 500));
    }
  }
  return lines;
}

String loyaltyId(Customer customer) {
  return customer.id().replace("c-", "L-");
}

// Small tools

<T> T pick(List<T> choices) {
  return choices.get(random.nextInt(choices.size()));
}

Set<Product> distinct(List<Product> products, int count) {
  Set<Product> picked = new LinkedHashSet<>();
  while (picked.size() < count) {
    picked.add(pick(products));
  }
  return picked;
}

int between(Range range) {
  return range.from() + random.nextInt(range.to() - range.from() + 1);
}

Instant daysAgo(int atMost) {
  return NOW.minusSeconds(random.nextInt(atMost * 86_400));
}

static Range range(String text) {
  String[] ends = text.split("-");
  return new Range(Integer.parseInt(ends[0]), Integer.parseInt(ends[1]));
}

static List<String> words(String list) {
  return List.of(list.strip().split(",\\s+"));
}

static String titleCase(String words) {
  return Stream.of(words.split(" "))
      .map(word -> Character.toUpperCase(word.charAt(0)) + word.substring(1))
      .collect(Collectors.joining(" "));
}

static String money(int cents) {
  return "%d.%02d".formatted(cents / 100, cents % 100);
}

static Map<String, Object> decimal(int cents) {
  return object("$numberDecimal", money(cents));
}

static Map<String, Object> date(Instant time) {
  return object("$date", time.toString());
}

static Map<String, Object> object(Object... keysAndValues) {
  Map<String, Object> object = new LinkedHashMap<>();
  for (int i = 0; i < keysAndValues.length; i += 2) {
    object.put((String) keysAndValues[i], keysAndValues[i + 1]);
  }
  return object;
}

static void write(Path file, List<Map<String, Object>> documents) throws IOException {
  String lines =
      documents.stream().map(document -> json(document) + "\n").collect(Collectors.joining());
  Files.writeString(file, lines);
  IO.println("%s: %d lines, %d KB".formatted(file, documents.size(), lines.length() / 1024));
}

static String json(Object value) {
  return switch (value) {
    case Map<?, ?> map ->
        map.entrySet().stream()
            .map(entry -> json(entry.getKey()) + ": " + json(entry.getValue()))
            .collect(Collectors.joining(", ", "{", "}"));
    case List<?> list ->
        list.stream().map(item -> json(item)).collect(Collectors.joining(", ", "[", "]"));
    case String text -> '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    default -> value.toString();
  };
}
