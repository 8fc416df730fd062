import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";

/** Resident memory of a process in MB; Linux only. */
export function residentMb(pid: number): number {
	const pages = Number(readFileSync(`/proc/${pid}/statm`, "utf8").split(" ")[1]);
	return (pages * 4096) / 1024 / 1024;
}

export async function bareNodeMb(): Promise<number> {
	const child = spawn(process.execPath, ["-e", "setTimeout(() => {}, 60_000)"]);
	await new Promise((done) => setTimeout(done, 400));
	const mb = residentMb(child.pid ?? 0);
	child.kill("SIGKILL");
	return mb;
}
