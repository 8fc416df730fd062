import { randomUUID } from "node:crypto";
import { z } from "zod";
import { changeDraft, editsOf, saveAndRun } from "#app/exercise/workspace.server.ts";
import { readForm } from "#app/server/form.ts";
import type { Services } from "#app/server/services.ts";
import type { Exercise } from "#content/index.ts";

/** Fields "file:src/orders.mjs" carry the text of the editable files. */
const filePrefix = "file:";

const fieldsSchema = z
	.object({
		intent: z.enum(["run", "reset", "undoReset"]),
		baseRevision: z.coerce.number().int().min(0),
		idempotencyKey: z.uuid().optional(),
	})
	.catchall(z.string().max(400_000));

/**
 * Does what a form of the workspace asks for.
 * @returns What the address of the page needs so that it shows the result.
 */
export async function formDraftChange(services: Services, exercise: Exercise, request: Request): Promise<string> {
	const fields = await readForm(request, fieldsSchema, 1_500_000);
	if (fields.intent !== "run") {
		changeDraft(services, exercise, { intent: fields.intent, baseRevision: fields.baseRevision });
		return "";
	}
	const files: Record<string, string> = Object.create(null);
	for (const [name, value] of Object.entries(fields)) {
		// Forms send line ends as CRLF.
		if (name.startsWith(filePrefix)) files[name.slice(filePrefix.length)] = String(value).replaceAll("\r\n", "\n");
	}
	const edits = editsOf(exercise, files);
	const answer = await saveAndRun(services, exercise, {
		edits,
		idempotencyKey: fields.idempotencyKey ?? randomUUID(),
		baseRevision: fields.baseRevision,
		source: "browser",
	});
	// Without scripts nobody can be asked. The text just sent is the newest; what it replaces stays in the history.
	if (!answer.draft.ok) changeDraft(services, exercise, { intent: "save", files: edits, baseRevision: answer.draft.theirs.revision });
	return "#result";
}
