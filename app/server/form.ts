import { FormDataParseError, MaxPartsExceededError, MaxTotalSizeExceededError, parseFormData } from "@remix-run/form-data-parser";
import { data } from "react-router";
import type { z } from "zod";

/**
 * Reads a form within limits and parses it by its schema.
 * @throws A 400 or 413 response that says which field is wrong; React Router turns it into the error page.
 */
export async function readForm<Schema extends z.ZodType>(
	request: Request,
	schema: Schema,
	maxBytes = 64 * 1024,
): Promise<z.output<Schema>> {
	let form: FormData;
	try {
		form = await parseFormData(request, { maxFiles: 0, maxParts: 100, maxTotalSize: maxBytes });
	} catch (error) {
		if (error instanceof MaxTotalSizeExceededError || error instanceof MaxPartsExceededError) {
			throw data(`The form is larger than ${Math.round(maxBytes / 1024)} kB, so nothing was saved.`, { status: 413 });
		}
		if (error instanceof FormDataParseError) throw data("The form could not be read, so nothing was saved.", { status: 400 });
		throw error;
	}
	const fields: Record<string, unknown> = Object.create(null);
	for (const name of new Set(form.keys())) {
		const values = form.getAll(name);
		fields[name] = values.length === 1 ? values[0] : values;
	}
	return parseBody(fields, schema);
}

/**
 * Reads a JSON body within a limit and parses it by its schema.
 * @throws A 400, 413 or 415 response with a message for people.
 */
export async function readJson<Schema extends z.ZodType>(
	request: Request,
	schema: Schema,
	maxBytes = 1_500_000,
): Promise<z.output<Schema>> {
	// Forms of other sites cannot send this type without asking first, which is a second wall behind the origin check.
	if (!request.headers.get("content-type")?.startsWith("application/json"))
		throw data("The body must be application/json.", { status: 415 });
	const text = await request.text();
	if (text.length > maxBytes)
		throw data(`The request is larger than ${Math.round(maxBytes / 1024)} kB, so nothing was saved.`, { status: 413 });
	let body: unknown;
	try {
		body = JSON.parse(text);
	} catch {
		throw data("The body is not valid JSON, so nothing was saved.", { status: 400 });
	}
	return parseBody(body, schema);
}

function parseBody<Schema extends z.ZodType>(body: unknown, schema: Schema): z.output<Schema> {
	const result = schema.safeParse(body);
	if (result.success) return result.data;
	const problems = result.error.issues.map((issue) =>
		issue.path.length > 0 ? `${issue.path.join(".")}: ${issue.message}` : issue.message,
	);
	throw data(`Nothing was saved. ${problems.join("; ")}`, { status: 400 });
}
