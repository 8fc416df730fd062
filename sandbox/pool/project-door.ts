import { z } from "zod";
import type { BuildProblem, Project } from "#sandbox/outcome.ts";
import type { SandboxLimits } from "#sandbox/pool/limits.ts";

const pathSchema = z
	.string()
	.min(1)
	.max(255)
	.refine((path) => !path.startsWith("/") && !/^[a-zA-Z]:/.test(path), "must be relative to the project's root")
	.refine((path) => !path.includes("\\"), "must use / as its separator")
	// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
	.refine((path) => !/[\u0000-\u001f\u007f]/.test(path), "must not contain control characters")
	.refine((path) => path.split("/").every((part) => part !== "" && part !== "." && part !== ".."), "must not contain empty parts, . or ..")
	// As a plain key it would set an object's prototype instead of naming a file.
	.refine((path) => path !== "__proto__", "is a name that JavaScript keeps for itself");

/**
 * Lets a project in as plain data of bounded size.
 * @returns A copy without a prototype on its table of files, or what is wrong with it.
 */
export function admitProject(
	value: unknown,
	limits: SandboxLimits,
): { ok: true; project: Project } | { ok: false; problems: BuildProblem[] } {
	const given = z.object({ files: z.record(z.string(), z.string()) }).safeParse(value);
	if (!given.success) return refuse("The project must be a table of files: path and text.");
	const entries = Object.entries(given.data.files);
	if (entries.length > limits.projectFiles) {
		return refuse(
			`The project has ${entries.length} files; the simulator takes at most ${limits.projectFiles}.`,
			"Leave out what the functions do not need.",
		);
	}
	const characters = entries.reduce((sum, [, text]) => sum + text.length, 0);
	if (characters > limits.projectChars) {
		return refuse(
			`The project has ${characters} characters; the simulator takes at most ${limits.projectChars}.`,
			"Leave out what the functions do not need, for example data files.",
		);
	}
	for (const [path] of entries) {
		const checked = pathSchema.safeParse(path);
		if (!checked.success)
			return refuse(`The path ${JSON.stringify(path.slice(0, 80))} ${checked.error.issues[0]?.message}.`, "Rename the file.");
	}
	const files: Record<string, string> = Object.assign(Object.create(null), given.data.files);
	return { ok: true, project: { files } };
}

function refuse(message: string, cure?: string): { ok: false; problems: BuildProblem[] } {
	return { ok: false, problems: [cure === undefined ? { message } : { message, cure }] };
}
