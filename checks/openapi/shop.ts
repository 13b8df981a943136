// Asks each route of the demo by the types that were made of its document. What is not as the
// document says does not compile, or fails here.
import createClient from "openapi-fetch";
import type { components, paths } from "./build/shop/types.js";

declare const process: { argv: string[] };

const shop = createClient<paths>({ baseUrl: process.argv[2] ?? "http://127.0.0.1:8080" });

function check(holds: boolean, what: string): asserts holds {
  if (!holds) {
    throw new Error(what);
  }
  console.log(`ok  ${what}`);
}

function names(related: components["schemas"]["RelatedProduct"][] | null): string[] {
  return (related ?? []).map((product) => product.name);
}

const page = await shop.GET("/products/{sku}", { params: { path: { sku: "SKU-0001" } } });
check(page.data !== undefined, "a product's page is answered");
const price: number | null = page.data.price;
check(page.data.product.sku === "SKU-0001", `it is that of ${page.data.product.name}`);
check(price === null || price > 0, `its price is ${price}`);
check(page.data.reviews.every((review) => review.rating <= 5), `it has ${page.data.reviews.length} reviews`);
check(Array.isArray(names(page.data.related)), `related: ${names(page.data.related).join(", ")}`);
check(page.response.headers.get("Joinall-Complete") !== null, "it says whether it is complete");

const none = await shop.GET("/products/{sku}", { params: { path: { sku: "NO-SUCH" } } });
check(none.error !== undefined && none.response.status === 404, "an unknown product is a problem");
check("detail" in none.error && none.error.detail.includes("product"), `namely: ${none.error.detail}`);

const wrong = await shop.GET("/dashboard/{customer}", { params: { path: { customer: "1" } } });
check(wrong.response.status === 400, "a customer's number that can't be one is refused");

const dashboard = await shop.GET("/dashboard/{customer}", {
  params: { path: { customer: "c-0001" } },
});
check(dashboard.data !== undefined, "a dashboard is answered");
const since: string = dashboard.data.customer.since;
check(!Number.isNaN(Date.parse(since)), `a customer since ${since}`);
check((dashboard.data.orders ?? []).length <= 5, `with ${dashboard.data.orders?.length} orders`);

const mail = await shop.POST("/orders/{id}/confirmation", { params: { path: { id: "o-00800" } } });
check(mail.data !== undefined, "an order is confirmed");
check(mail.data.mail.accepted.length === 1, `to ${mail.data.mail.accepted.join()}`);
