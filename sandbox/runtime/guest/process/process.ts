import { tell } from "../bridge.ts";
import { writeRaw } from "../console.ts";
import { EventEmitter } from "../event-emitter.ts";
import { floor, stringOf } from "../primordials.ts";
import { state } from "../state.ts";
import { warner } from "./emit-warning.ts";
import { nextTick } from "./next-tick.ts";
import { attach, leave } from "./process-events.ts";
import { queueMicrotask } from "./timers.ts";

/** Unwinds learner code after process.exit; the host has stopped listening by then. */
class ProcessExit extends Error {}

function makeEnv(values: Record<string, string>): Record<string, string> {
	// Node turns whatever is assigned into text.
	return new Proxy(values, {
		set(target, key, value) {
			if (typeof key === "string") target[key] = stringOf(value);
			return true;
		},
	});
}

function stream(fd: number): object {
	const made = new EventEmitter() as EventEmitter & Record<string, unknown>;
	made.fd = fd;
	made.isTTY = false;
	made.writable = true;
	made.write = (chunk: unknown, encoding?: unknown, callback?: unknown) => {
		writeRaw(stringOf(chunk));
		const done = typeof encoding === "function" ? encoding : callback;
		if (typeof done === "function") queueMicrotask(done);
		return true;
	};
	made.end = () => made;
	return made;
}

export function makeProcess(): Record<string, unknown> {
	const { boot } = state;
	const process = new EventEmitter() as EventEmitter & Record<string, unknown>;
	const sinceStartMs = () => state.nowMs - boot.startedAt;
	const hrtime = Object.assign(
		(previous?: [number, number]) => {
			const ns = BigInt(floor(sinceStartMs() * 1e6)) - (previous ? BigInt(previous[0]) * 1_000_000_000n + BigInt(previous[1]) : 0n);
			return [Number(ns / 1_000_000_000n), Number(ns % 1_000_000_000n)];
		},
		{ bigint: () => BigInt(floor(sinceStartMs() * 1e6)) },
	);
	const properties = {
		env: makeEnv({ ...boot.env }),
		argv: ["/var/lang/bin/node", "/var/runtime/index.mjs"],
		argv0: "/var/lang/bin/node",
		execArgv: [],
		execPath: "/var/lang/bin/node",
		pid: 8,
		ppid: 1,
		title: "/var/lang/bin/node",
		platform: "linux",
		arch: boot.architecture === "arm64" ? "arm64" : "x64",
		version: `v${boot.nodeVersion}`,
		versions: { node: boot.nodeVersion },
		release: { name: "node" },
		exitCode: undefined,
		stdout: stream(1),
		stderr: stream(2),
		cwd: () => "/var/task",
		uptime: () => sinceStartMs() / 1000,
		hrtime,
		// A fixed figure: real memory is not repeatable, so it is never shown.
		memoryUsage: Object.assign(() => ({ rss: 70e6, heapTotal: 20e6, heapUsed: 12e6, external: 2e6, arrayBuffers: 1e5 }), {
			rss: () => 70e6,
		}),
		cpuUsage: () => ({ user: 0, system: 0 }),
		nextTick,
		emitWarning: warner(nextTick, (warning) => process.emit("warning", warning)),
		exit: (code?: number) => {
			leave(floor(Number(code ?? process.exitCode ?? 0)) & 255);
			throw new ProcessExit("process.exit");
		},
		abort: () => {
			tell("exit", { code: 134 });
			state.exited = true;
			throw new ProcessExit("process.abort");
		},
		getuid: () => 993,
		geteuid: () => 993,
		getgid: () => 990,
		umask: () => 0o22,
		features: {},
		config: {},
	};
	Object.assign(process, properties);
	attach(process);
	Object.defineProperty(process, Symbol.toStringTag, { value: "process", configurable: true });
	return process;
}
