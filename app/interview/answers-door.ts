import { z } from "zod";

export const longestText = 20_000;
const tab = z.string().regex(/^[0-9a-f-]{8,40}$/);
const item = z.string().regex(/^(notes|\d{1,2}-\d{1,2}(-f\d{1,2})?)$/);
const revision = z.number().int().min(0);

/** What the page of a running interview tells the server, as JSON. `last`: the page is being closed, so nobody will answer a conflict. */
export const messageSchema = z.discriminatedUnion("kind", [
	z.strictObject({ kind: z.literal("present"), tab, take: z.boolean().optional() }),
	z.strictObject({ kind: z.literal("away"), tab }),
	z.strictObject({ kind: z.literal("text"), tab, item, text: z.string().max(longestText), revision, last: z.boolean().optional() }),
	z.strictObject({
		kind: z.literal("code"),
		tab,
		item,
		files: z.record(z.string().max(200), z.string().max(200_000)),
		revision,
		last: z.boolean().optional(),
	}),
]);
export type Message = z.infer<typeof messageSchema>;

const formRevision = z.coerce.number().int().min(0).default(0);
/** Forms carry line ends as the wire has them; texts are kept with plain ones. */
const text = z
	.string()
	.transform((value) => value.replaceAll("\r\n", "\n"))
	.pipe(z.string().max(longestText));
const formTab = tab.optional().or(z.literal("").transform(() => undefined));
export const formFiles = z
	.union([z.string().transform((one) => [one]), z.array(z.string())])
	.transform((all) => all.map((file) => file.replaceAll("\r\n", "\n")))
	.pipe(z.array(z.string().max(200_000)).max(10));
const listOf = <Schema extends z.ZodType>(one: Schema) => z.union([z.array(one), one.transform((value) => [value])]).optional();
const ownBand = z.enum(["strongNo", "leanNo", "leanYes", "strongYes"]).optional();

/** The forms of an interview; they work without scripts. */
export const interviewForm = z.discriminatedUnion("intent", [
	z.strictObject({
		intent: z.literal("answer"),
		item,
		text: text.optional(),
		file: formFiles.optional(),
		revision: formRevision,
		tab: formTab,
	}),
	z.strictObject({
		intent: z.literal("skip"),
		item,
		text: text.optional(),
		file: formFiles.optional(),
		revision: formRevision,
		tab: formTab,
	}),
	z.strictObject({ intent: z.literal("notes"), text, revision: formRevision, tab: formTab }),
	z.strictObject({ intent: z.literal("pause"), tab: formTab }),
	z.strictObject({ intent: z.literal("resume"), tab: formTab }),
	z.strictObject({ intent: z.literal("extend"), tab: formTab }),
	z.strictObject({ intent: z.literal("finish"), tab: formTab }),
	z.strictObject({
		intent: z.literal("rate"),
		communication: ownBand,
		problemSolving: ownBand,
		technicalDepth: ownBand,
		verification: ownBand,
	}),
	z.strictObject({
		intent: z.literal("mark"),
		item,
		point: listOf(z.string().max(64)),
		redFlag: listOf(z.coerce.number().int().min(0).max(20)),
	}),
]);

/** Run, as a form. */
export const runForm = z.strictObject({
	intent: z.literal("run").optional(),
	item,
	file: formFiles,
	revision: formRevision,
	tab: formTab,
	key: z.uuid().optional(),
});

export type Reply =
	| { status: "saved"; revision: number; savedAt: number }
	| { status: "conflict"; text: string; revision: number }
	| { status: "elsewhere" }
	| { status: "over" };
