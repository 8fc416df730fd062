/** An expression, with its text as the name of its column. */
export type Expression = { text: string; column: number } & (
	| { kind: "field"; name: string }
	| { kind: "literal"; value: number | string }
	| { kind: "duration"; ms: number }
	| { kind: "star" }
	| { kind: "unary"; operator: "-" | "not"; of: Expression }
	| { kind: "binary"; operator: string; left: Expression; right: Expression }
	| { kind: "like"; of: Expression; pattern: string | RegExp }
	| { kind: "in"; of: Expression; list: Expression[] }
	| { kind: "call"; name: string; given: Expression[] }
);

export type Named = { name: string; expression: Expression };

export type Command =
	| { command: "fields" | "display"; columns: Named[] }
	| { command: "filter"; condition: Expression }
	| { command: "parse"; of: Expression; pattern: RegExp; names: string[] }
	| { command: "stats"; columns: Named[]; by: Named[] }
	| { command: "sort"; by: { expression: Expression; descending: boolean }[] }
	| { command: "limit"; count: number }
	| { command: "dedup"; fields: Expression[] };
