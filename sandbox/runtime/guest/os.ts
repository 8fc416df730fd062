import { missing } from "./not-simulated.ts";
import { state } from "./state.ts";

const signals = { SIGHUP: 1, SIGINT: 2, SIGQUIT: 3, SIGABRT: 6, SIGKILL: 9, SIGSEGV: 11, SIGPIPE: 13, SIGALRM: 14, SIGTERM: 15 };

/** node:os with fixed values as a function sees them. Nothing is read from the machine that runs the simulator. */
export function osModule(): object {
	const { boot } = state;
	const arm = boot.architecture === "arm64";
	const model = arm ? "" : "Intel(R) Xeon(R) Processor @ 2.50GHz";
	const memoryBytes = Number(boot.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE ?? 128) * 1024 * 1024;
	return {
		EOL: "\n",
		devNull: "/dev/null",
		constants: { signals, errno: {}, priority: {} },
		arch: () => (arm ? "arm64" : "x64"),
		availableParallelism: () => 2,
		cpus: () => [0, 1].map(() => ({ model, speed: 2500, times: { user: 0, nice: 0, sys: 0, idle: 0, irq: 0 } })),
		endianness: () => "LE",
		freemem: () => memoryBytes - 70e6,
		getPriority: () => 0,
		homedir: () => globalThis.process.env.HOME ?? "/home/sbx_user1051",
		hostname: () => "169.254.100.6",
		loadavg: () => [0, 0, 0],
		machine: () => (arm ? "aarch64" : "x86_64"),
		networkInterfaces: () => ({}),
		platform: () => "linux",
		release: () => "5.10.0",
		setPriority: missing("setPriority of node:os"),
		tmpdir: () => globalThis.process.env.TMPDIR ?? "/tmp",
		totalmem: () => memoryBytes,
		type: () => "Linux",
		uptime: () => (state.nowMs - boot.startedAt) / 1000,
		userInfo: () => ({ uid: 993, gid: 990, username: "sbx_user1051", homedir: "/home/sbx_user1051", shell: "/sbin/nologin" }),
		version: () => "#1 SMP",
	};
}
