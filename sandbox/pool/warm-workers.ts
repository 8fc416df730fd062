import type { WorkerProcess } from "#sandbox/pool/worker-process.ts";

export type WarmWorkers = {
	/**
	 * A worker that is ready for its run; a replacement is started soon.
	 * @returns null when workers cannot be started, or when the pool closed meanwhile.
	 */
	take(): Promise<WorkerProcess | null>;
	ready(): number;
	close(): Promise<void>;
};

export type WarmWorkersOptions = {
	/** How many are kept warm. */
	size: number;
	start(): WorkerProcess;
	/** Called when a worker ended before it had a run; `stderr` holds nothing of a learner. */
	onLost(stderr: string): void;
};

/** This many workers in a row may end without having had a run. Then no more are started until a run asks, and each run gets one try. */
const lossesInARow = 3;

/**
 * So long after one was taken, its replacement is started, unless a run is waiting for it: starting a process keeps the server busy for
 * some milliseconds and a processor for a second, which the run that has just begun would feel.
 */
const REFILL_AFTER_MS = 150;

export function createWarmWorkers({ size, start, onLost }: WarmWorkersOptions): WarmWorkers {
	const spares = new Map<WorkerProcess, "starting" | "ready">();
	let waiting: ((worker: WorkerProcess | null) => void)[] = [];
	let losses = 0;
	let closed = false;
	let later: NodeJS.Timeout | undefined;

	function fill() {
		clearTimeout(later);
		later = undefined;
		while (!closed && losses < lossesInARow && spares.size < size) add();
	}

	function add() {
		const worker = start();
		spares.set(worker, "starting");
		void worker.ready.then((isReady) => {
			if (!isReady || !spares.has(worker)) return;
			spares.set(worker, "ready");
			serve();
		});
		void worker.gone.then(() => {
			if (!spares.delete(worker) || closed) return;
			losses += 1;
			onLost(worker.stderr());
			if (losses >= lossesInARow) giveUp();
			else fill();
		});
	}

	function serve() {
		for (const [worker, state] of [...spares]) {
			const next = state === "ready" ? waiting.shift() : undefined;
			if (!next) continue;
			spares.delete(worker);
			losses = 0;
			next(worker);
		}
		if (waiting.length > 0) return fill();
		later ??= setTimeout(fill, REFILL_AFTER_MS).unref();
	}

	function giveUp() {
		if (spares.size > 0) return;
		const refused = waiting;
		waiting = [];
		for (const resolve of refused) resolve(null);
	}

	fill();

	return {
		take() {
			if (closed) return Promise.resolve(null);
			// After a row of losses a run may try once more: the cause may have been passing.
			losses = Math.min(losses, lossesInARow - 1);
			return new Promise((resolve) => {
				waiting.push(resolve);
				serve();
			});
		},
		ready: () => [...spares.values()].filter((state) => state === "ready").length,
		async close() {
			closed = true;
			clearTimeout(later);
			const workers = [...spares.keys()];
			spares.clear();
			for (const worker of workers) worker.kill();
			giveUp();
			await Promise.all(workers.map((worker) => worker.gone));
		},
	};
}
