import { readFileSync, statSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { buildProject } from "#sandbox/build/build-project.ts";
import { builtUnits, bundlePackage } from "#sandbox/build/bundle-package.ts";
import { allowedPackages } from "#sandbox/build/packages.ts";
import { endings, only, responses, template, traceOf } from "../lambda/run-project.ts";

/** The package itself, without a path below it. */
const installed = (name: string) =>
	name
		.split("/")
		.slice(0, name.startsWith("@") ? 2 : 1)
		.join("/");
const build = (files: Record<string, string>) => buildProject({ files: { "template.yaml": template(), ...files } });

async function problemOf(specifier: string) {
	const result = await build({ "handler.mjs": `import ${JSON.stringify(specifier)};\nexport const handler = async () => 1;` });
	if (result.ok) throw new Error("It was built.");
	expect(result.problems).toHaveLength(1);
	return result.problems[0];
}

async function builtWith(files: Record<string, string>) {
	const result = await build(files);
	if (!result.ok) throw new Error(JSON.stringify(result.problems));
	return result.built;
}

describe("an import of a package", () => {
	it("that is on the list puts its text beside the functions, once, and charges only the learner's own bytes", async () => {
		const handler = 'import { z } from "zod";\nimport "./other.mjs";\nexport const handler = async () => z.string().parse("a");';
		const { functions, packages } = await builtWith({ "handler.mjs": handler, "other.mjs": 'import "zod";' });
		expect(Object.keys(packages ?? {})).toEqual(["zod/index.js"]);
		expect(functions[0]?.code).toMatchObject({ packages: ["zod/index.js"], sourceBytes: handler.length + 13 });
	});

	it("is absent from a project that imports none", async () => {
		const built = await builtWith({ "handler.mjs": "export const handler = async () => 1;" });
		expect(built).not.toHaveProperty("packages");
		expect(built.functions[0]?.code).not.toHaveProperty("packages");
	});

	it("that is not on the list is a problem that names it, and what can be imported", async () => {
		const problem = await problemOf("left-pad");
		expect(problem).toMatchObject({ message: 'The package "left-pad" is not simulated and cannot be installed here.', place: { line: 1 } });
		for (const { name } of allowedPackages) expect(problem?.cure).toContain(name);
	});

	it.each([
		"esbuild",
		"zod/../esbuild",
		"lodash/../esbuild",
		"lodash/package.json",
		"zod/package.json",
		"uuid/",
		"Lodash",
		"lodash/fp/add",
	])("that is installed in this program, but not on the list exactly, is not taken: %s", async (specifier) => {
		expect((await problemOf(specifier))?.message).toContain("is not simulated");
	});

	it("of version 2 of the AWS SDK is told to use version 3 (L59)", async () => {
		expect(await problemOf("aws-sdk")).toMatchObject({ message: expect.stringContaining("not part of the current runtimes") });
		expect(await problemOf("aws-sdk/clients/s3")).toMatchObject({ cure: expect.stringContaining("@aws-sdk/client-s3 for S3.") });
	});

	it("of version 2 of the AWS SDK is told which clients of version 3 do what the file uses", async () => {
		const source = `
			const AWS = require("aws-sdk"); // Lambda and SQS are not used here.
			const documents = new AWS.DynamoDB.DocumentClient();
			const states = new AWS.StepFunctions();
			exports.handler = async () => {};`;
		const result = await build({ "handler.mjs": 'import "./index.cjs";\nexport const handler = async () => 1;', "index.cjs": source });
		expect(result.ok ? [] : result.problems.map(({ cure }) => cure)).toEqual([
			"Lambda's Node.js runtimes since 18 bring version 3 only: use @aws-sdk/client-dynamodb, with its documents in @aws-sdk/lib-dynamodb for DynamoDB; @aws-sdk/client-sfn for StepFunctions.",
		]);
	});

	it.each(["@aws-sdk/client-rekognition", "@aws-sdk/core", "@smithy/core"])(
		"of the AWS SDK that is not on the list is a problem that names it, and those that are: %s",
		async (name) => {
			const problem = await problemOf(name);
			expect(problem?.message).toBe(`The package "${name}" of the AWS SDK is not simulated.`);
			expect(problem?.cure).toContain("@aws-sdk/client-dynamodb, ");
			expect(problem?.cure).not.toContain("lodash");
		},
	);

	it("of a lodash function that does not exist is a problem of the build", async () => {
		expect((await problemOf("lodash/nonsense"))?.message).toContain("lodash/nonsense");
	});

	it("of a name that its ES module does not export fails at INIT, as in Node.js (L71)", async () => {
		const trace = await traceOf('import { v99 } from "uuid";\nexport const handler = async () => v99;');
		expect(only(endings(trace)).error?.errorMessage).toContain("does not provide an export named 'v99'");
	});

	it("is taken from the function's own node_modules when it is there, as in Node.js (L65)", async () => {
		const files = { "handler.js": 'exports.handler = async () => require("uuid").NIL;', "node_modules/uuid/index.js": "exports.NIL = 1;" };
		expect(responses(await traceOf(files))).toEqual([1]);
		expect(await builtWith(files)).not.toHaveProperty("packages");
	});
});

describe("the bundle of a package", () => {
	it("is never made of what is not on the list", () => {
		expect(() => bundlePackage("esbuild", "require")).toThrow("not on the list");
		expect(() => bundlePackage("../package.json", "require")).toThrow("not on the list");
	});

	it.each(allowedPackages)("of $name is made once for a process, in units that each have a text", async ({ name }) => {
		const made = await bundlePackage(name, "import");
		expect(made.id.startsWith(`${installed(name)}/`)).toBe(true);
		expect(made.units).toContain(made.id);
		const units = builtUnits(made.units, new Set());
		for (const id of made.units) expect(units[id]?.text).toMatch(new RegExp(`^__warmstart_package\\(${JSON.stringify(id)}, "`));
		expect(await bundlePackage(name, "import")).toBe(made);
	});

	it("leaves out the texts that whoever runs it has already", async () => {
		const files = { "template.yaml": template(), "handler.mjs": 'import "lodash"; import "uuid"; export const handler = async () => 1;' };
		const result = await buildProject({ files }, { snapshot: { file: "packages.snapshot", units: new Set(["lodash/lodash.js"]) } });
		const { packages, packageSnapshot } = (result.ok && result.built) || {};
		expect(packageSnapshot).toBe("packages.snapshot");
		const { "lodash/lodash.js": lodash, ...others } = packages ?? {};
		expect(lodash).toEqual({ bytes: statSync("node_modules/lodash/lodash.js").size });
		expect(Object.values(others)).toEqual([{ bytes: expect.any(Number), text: expect.stringContaining("__warmstart_package") }]);
	});

	it("of a client of the AWS SDK is its build for Node.js, and what clients share is there once (L59)", async () => {
		const [dynamodb, s3] = await Promise.all([
			bundlePackage("@aws-sdk/client-dynamodb", "import"),
			bundlePackage("@aws-sdk/client-s3", "require"),
		]);
		expect([dynamodb.id, s3.id]).toEqual(["@aws-sdk/client-dynamodb/dist-cjs/index.js", "@aws-sdk/client-s3/dist-cjs/index.js"]);
		const shared = s3.units.filter((id) => dynamodb.units.includes(id));
		expect(shared).toContain("@smithy/node-http-handler/dist-cjs/index.js");
		expect(s3.units.filter((id) => /browser|native|dist-es/.test(id))).toEqual([]);
	});
});

describe("docs/simulator-packages.md", () => {
	const page = readFileSync("docs/simulator-packages.md", "utf8");
	const rows = page.split("\n").filter((line) => line.startsWith("| `"));

	it("lists each package of the list with its version and what it is for, and nothing else", () => {
		const expected = allowedPackages.map(({ name, about }) => {
			const { version } = JSON.parse(readFileSync(`node_modules/${installed(name)}/package.json`, "utf8")) as { version: string };
			return `| \`${name}\` | ${version} | ${about} |`;
		});
		expect(rows).toEqual(expected);
	});
});
