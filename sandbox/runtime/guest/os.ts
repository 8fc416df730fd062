import { dlopen, errno, priority, signals } from "./os-constants.ts";
import { state } from "./state.ts";
import { validateInteger } from "./validate.ts";

function setPriority(first: unknown, second?: unknown): void {
	const [pid, value] = second === undefined ? [0, first] : [first, second];
	validateInteger(pid, "pid", -(2 ** 31), 2 ** 31 - 1);
	validateInteger(value, "priority", -20, 19);
	// A process may only take a step back.
	if (value >= 0) return;
	const info = { errno: -13, code: "EACCES", message: "permission denied", syscall: "uv_os_setpriority" };
	const error = new Error("A system error occurred: uv_os_setpriority returned EACCES (permission denied)");
	error.name = "SystemError";
	throw Object.assign(error, { code: "ERR_SYSTEM_ERROR", info, errno: -13, syscall: "uv_os_setpriority" });
}

/** In Node.js the values of these functions stand for them in text. */
function asText<T extends () => unknown>(call: T): T {
	return Object.defineProperty(call, Symbol.toPrimitive, { value: () => call() });
}

/** node:os with fixed values as a function sees them. Nothing is read from the machine that runs the simulator. */
export function osModule(): object {
	const { boot } = state;
	const arm = boot.architecture === "arm64";
	const model = arm ? "" : "Intel(R) Xeon(R) Processor @ 2.50GHz";
	const memoryBytes = Number(boot.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE ?? 128) * 1024 * 1024;
	return {
		EOL: "\n",
		devNull: "/dev/null",
		constants: { UV_UDP_REUSEADDR: 4, dlopen, errno, signals, priority },
		arch: asText(() => (arm ? "arm64" : "x64")),
		availableParallelism: asText(() => 2),
		cpus: () => [0, 1].map(() => ({ model, speed: 2500, times: { user: 0, nice: 0, sys: 0, idle: 0, irq: 0 } })),
		endianness: asText(() => "LE"),
		freemem: asText(() => memoryBytes - 70e6),
		getPriority: () => 0,
		homedir: asText(() => globalThis.process.env.HOME ?? "/home/sbx_user1051"),
		hostname: asText(() => "169.254.100.6"),
		loadavg: () => [0, 0, 0],
		machine: asText(() => (arm ? "aarch64" : "x86_64")),
		networkInterfaces: () => ({}),
		platform: asText(() => "linux"),
		release: asText(() => "5.10.0"),
		setPriority,
		tmpdir: asText(() => globalThis.process.env.TMPDIR ?? "/tmp"),
		totalmem: asText(() => memoryBytes),
		type: asText(() => "Linux"),
		uptime: asText(() => (state.nowMs - boot.startedAt) / 1000),
		userInfo: () => ({ uid: 993, gid: 990, username: "sbx_user1051", homedir: "/home/sbx_user1051", shell: "/sbin/nologin" }),
		version: asText(() => "#1 SMP"),
	};
}
