import { execFile } from "node:child_process";
import { open } from "node:fs/promises";

export type MemoryWatch = {
	stop(): void;
	/** The highest figure seen so far, in MB; 0 where it cannot be read. */
	peakMb(): number;
};

const pageBytes = 4096;
const linuxEveryMs = 25;
const psEveryMs = 250;

/**
 * Watches the resident memory of another process and calls once when it is above a limit.
 * @param limitMb In MB of 2^20 bytes.
 */
export function watchResidentMemory(pid: number, limitMb: number, onExceeded: () => void): MemoryWatch {
	if (process.platform === "win32") return { stop() {}, peakMb: () => 0 };
	const limit = limitMb * 2 ** 20;
	const read = process.platform === "linux" ? fromStatm : fromPs;
	let stopped = false;
	let peak = 0;
	let timer: NodeJS.Timeout | undefined;

	async function look() {
		const resident = await read(pid);
		if (stopped) return;
		peak = Math.max(peak, resident ?? 0);
		if (resident !== null && resident > limit) {
			stopped = true;
			onExceeded();
			return;
		}
		timer = setTimeout(look, process.platform === "linux" ? linuxEveryMs : psEveryMs);
		timer.unref();
	}
	void look();

	return {
		stop() {
			stopped = true;
			clearTimeout(timer);
		},
		peakMb: () => Math.round(peak / 2 ** 20),
	};
}

/** @returns Resident bytes, or null when the process is gone. */
async function fromStatm(pid: number): Promise<number | null> {
	try {
		const file = await open(`/proc/${pid}/statm`);
		try {
			const { buffer, bytesRead } = await file.read(Buffer.alloc(128), 0, 128, 0);
			const pages = Number(buffer.toString("latin1", 0, bytesRead).split(" ")[1]);
			return Number.isFinite(pages) ? pages * pageBytes : null;
		} finally {
			await file.close();
		}
	} catch {
		return null;
	}
}

function fromPs(pid: number): Promise<number | null> {
	return new Promise((resolve) => {
		execFile("/bin/ps", ["-o", "rss=", "-p", String(pid)], (error, stdout) => {
			const kilobytes = Number(stdout.trim());
			resolve(error || !Number.isFinite(kilobytes) ? null : kilobytes * 1024);
		});
	});
}
