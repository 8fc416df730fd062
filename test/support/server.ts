import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

export type RunningServer = {
	url: string;
	port: number;
	pid: number;
	databaseFile: string;
	/** Stops it as Ctrl-C does, and waits until it has ended. */
	stop: () => Promise<void>;
	/** Kills it as a power cut does. */
	kill: () => Promise<void>;
	/** Everything it printed so far. */
	output: () => string;
};

function freePort(): Promise<number> {
	return new Promise((resolve, reject) => {
		const probe = createServer();
		probe.once("error", reject);
		probe.listen(0, "127.0.0.1", () => {
			const address = probe.address();
			probe.close(() => (typeof address === "object" && address ? resolve(address.port) : reject(new Error("no free port"))));
		});
	});
}

/**
 * Starts the built server on a free port with a database of its own.
 * @throws When it does not print its ready line within 20 seconds; the message holds what it printed.
 */
export async function startServer(
	options: { databaseFile?: string; port?: number; env?: Record<string, string> } = {},
): Promise<RunningServer> {
	const port = options.port ?? (await freePort());
	const databaseFile = options.databaseFile ?? join(mkdtempSync(join(tmpdir(), "warmstart-test-")), "warmstart.db");
	const child: ChildProcess = spawn(process.execPath, ["--no-node-snapshot", "scripts/serve.mjs"], {
		env: { PATH: process.env.PATH, HOME: process.env.HOME, PORT: String(port), DATABASE_FILE: databaseFile, ...options.env },
		stdio: ["ignore", "pipe", "pipe"],
	});
	let output = "";
	// "close" comes after the last of its output has been read; "exit" may come before.
	const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
	await new Promise<void>((resolve, reject) => {
		const late = setTimeout(() => reject(new Error(`The server did not become ready:\n${output}`)), 20_000);
		const read = (chunk: Buffer) => {
			output += chunk.toString();
			if (!output.includes("Warmstart is ready")) return;
			clearTimeout(late);
			resolve();
		};
		child.stdout?.on("data", read);
		child.stderr?.on("data", read);
		child.once("exit", (code) => {
			clearTimeout(late);
			reject(new Error(`The server ended with ${code}:\n${output}`));
		});
	});
	const end = (signal: "SIGINT" | "SIGKILL") => async () => {
		if (child.exitCode === null && child.signalCode === null) child.kill(signal);
		await ended;
	};
	return {
		url: `http://localhost:${port}`,
		port,
		pid: child.pid ?? 0,
		databaseFile,
		stop: end("SIGINT"),
		kill: end("SIGKILL"),
		output: () => output,
	};
}
