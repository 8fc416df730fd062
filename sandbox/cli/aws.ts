/** Command line: opens the simulated AWS services as a server on this machine. See `usage`. */
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { startLocalServer } from "#sandbox/services/wire/local-server.ts";
import { emptyStack, type Stack } from "#sandbox/stack/stack.ts";
import { readStack } from "#sandbox/template/read-stack.ts";

const usage = `Usage: npm run aws -- [--port N] [--region REGION] [DIR]

Opens the simulated services that the template in DIR deploys (its functions left out), until Ctrl-C. Every client of the AWS SDK talks to
them with  endpoint: "http://127.0.0.1:N"  and any credentials; S3 clients need  forcePathStyle: true  besides.`;

async function stackOf(folder: string, region: string): Promise<Stack> {
	for (const name of ["template.yaml", "template.yml", "template.json"]) {
		let text: string;
		try {
			text = await readFile(join(folder, name), "utf8");
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code === "ENOENT") continue;
			throw error;
		}
		const read = readStack(name, text, region);
		if (!read.ok)
			throw new Error(read.problems.map(({ message, cure, place }) => `${name}:${place?.line ?? 1} ${message} ${cure}`).join("\n"));
		for (const { line, what, consequence } of read.notSimulated) console.log(`${name}:${line} Not simulated: ${what}. ${consequence}`);
		return read.stack;
	}
	throw new Error(`There is no template.yaml in ${folder}. Name the folder of a SAM project.`);
}

try {
	const { values, positionals } = parseArgs({
		options: { port: { type: "string", default: "4566" }, region: { type: "string", default: "eu-central-1" }, help: { type: "boolean" } },
		allowPositionals: true,
	});
	const port = Number(values.port);
	if (values.help) console.log(usage);
	else if (!Number.isInteger(port) || port < 0 || port > 65_535)
		throw new Error(`--port is ${values.port}; it must be a whole number up to 65535.\n\n${usage}`);
	else {
		const [folder] = positionals;
		const stack =
			folder === undefined ? emptyStack() : await stackOf(resolve(process.env.INIT_CWD ?? process.cwd(), folder), values.region);
		const server = await startLocalServer(stack, { port, region: values.region });
		console.log(`Simulated AWS (${values.region}) at ${server.url}. Ctrl-C ends it, and nothing is kept.`);
		for (const [kind, names] of [
			["queues", stack.queues],
			["topics", stack.topics],
			["tables", stack.tables],
			["buckets", stack.buckets],
			["streams", stack.streams],
			["state machines", stack.stateMachines],
			["secrets", stack.secrets],
			["parameters", stack.parameters],
		] as const)
			if (names.length > 0) console.log(`  ${kind}: ${names.map(({ name }) => name).join(", ")}`);
		process.once("SIGINT", () => void server.close());
		process.once("SIGTERM", () => void server.close());
	}
} catch (error) {
	const { code, message } = error as NodeJS.ErrnoException;
	console.error(code === "EADDRINUSE" ? "The port is taken. Choose another one with --port N." : message);
	process.exitCode = 2;
}
