// Asks routes of odd.yaml by the types that were made of its document. What is not as the document
// says does not compile, or fails here.
import createClient from "openapi-fetch";
import type { paths } from "./build/odd/types.js";

declare const process: { argv: string[] };

const odd = createClient<paths>({ baseUrl: process.argv[2] ?? "http://127.0.0.1:8080" });

function check(holds: boolean, what: string): asserts holds {
  if (!holds) {
    throw new Error(what);
  }
  console.log(`ok  ${what}`);
}

const found = await odd.GET("/computed/{name}", { params: { path: { name: "ada" } } });
check(found.data?.note === "name ada", "a computed status is a success with a type");
const none = await odd.GET("/computed/{name}", { params: { path: { name: "none" } } });
check(none.response.status === 404, "the other status of the expression is an error");

const accepted = await odd.POST("/accepted", { body: { name: "a", kind: "slow", next: { name: "b" } } });
check(accepted.response.status === 202 && accepted.data?.by === "joinall", "a body of a type that contains itself is taken");

const tree = await odd.GET("/tree");
check(tree.data?.tree.children[0]?.name === "leaf", "definitions are types");
const left: { id: number } | null | undefined = tree.data.other?.left;
check(left?.id === 8, "a type that refers to itself is one");

const items = await odd.GET("/items");
check(items.data?.priced?.[1]?.sku === "B" && items.data.priced[1].price === 4, "an item has its own members and the added one");

const lists = await odd.GET("/lists", { params: { query: { tag: ["a", "b"], size: 1 } } });
check(lists.data?.pair[0]?.name === "Ada" && lists.data.maybe === null, "a list has items, and a reference can be null");
check(lists.data.tag.length === 2, "a repeated parameter is a list");
