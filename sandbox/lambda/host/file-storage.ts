import { BeyondBound, lengthOf, type Written } from "./file-content.ts";
import { type File, type FileTree, Refusal } from "./file-tree.ts";

/** Real bytes that one call may write over others. */
const MOST_OVERWRITTEN = 16 * 2 ** 20;

/** What changes the content of files: keeps count of what /tmp holds (L229), and of what one call moves. */
export class FileStorage {
	#tree: FileTree;
	readonly tmpBytes: number;
	/** Sum of the sizes of all files in /tmp. */
	used = 0;
	/** Bytes that were read, written or copied since this was set to zero. */
	moved = 0;

	constructor(tree: FileTree, tmpMb: number) {
		this.#tree = tree;
		this.tmpBytes = tmpMb * 2 ** 20;
	}

	read(file: File): Buffer {
		const content = file.content.read();
		this.moved += content.length;
		return content;
	}

	readRange(file: File, from: number, length: number): Buffer {
		const content = file.content.readRange(from, length);
		this.moved += content.length;
		return content;
	}

	/**
	 * Writes what there is room for, as the system does.
	 * @returns How many bytes that were. @throws {BeyondBound} After what the simulator had room for.
	 */
	append(file: File, written: Written): number {
		const count = Math.min(lengthOf(written), this.tmpBytes - this.used);
		const before = file.content.size;
		try {
			file.content.append("byte" in written ? { ...written, length: count } : { bytes: written.bytes.subarray(0, count) });
		} finally {
			const grown = file.content.size - before;
			this.used += grown;
			this.moved += grown;
			this.#tree.touch(file);
		}
		return count;
	}

	/** As `append`, from a position on; a gap before it is filled with zeros. */
	write(file: File, at: number, written: Written): number {
		const { size } = file.content;
		if (lengthOf(written) === 0) return 0;
		if (at > size) {
			const gap = at - size;
			if (gap >= this.tmpBytes - this.used) return 0;
			this.append(file, { byte: 0, length: gap });
			this.moved -= gap; // The system leaves a hole.
		}
		if (at >= file.content.size) return this.append(file, written);
		const within = Math.min(lengthOf(written), file.content.size - at);
		if (within > MOST_OVERWRITTEN) throw new BeyondBound();
		file.content.overwrite(at, "bytes" in written ? written.bytes.subarray(0, within) : Buffer.alloc(within, written.byte));
		this.moved += within;
		this.#tree.touch(file);
		if (within === lengthOf(written)) return within;
		const rest = "bytes" in written ? { bytes: written.bytes.subarray(within) } : { ...written, length: written.length - within };
		return within + this.append(file, rest);
	}

	/** @throws {Refusal} ENOSPC: Linux would give a hole that takes no room until it is written to; here it counts as written. */
	truncate(file: File, size: number): void {
		const grown = size - file.content.size;
		if (this.used + grown > this.tmpBytes) throw new Refusal("ENOSPC", "ftruncate");
		file.content.truncate(size);
		this.#tree.touch(file);
		this.used += grown;
	}

	empty(file: File): void {
		this.used -= file.content.size;
		file.content.drop();
	}

	/** Gives back the content of a file that has neither a name nor a descriptor any more. */
	release(file: File): void {
		if (file.names === 0 && file.opens === 0 && file.mount === "tmp") this.empty(file);
	}

	/** @throws {BeyondBound} */
	copy(from: File, to: File): void {
		const { size } = from.content;
		to.content = from.content.copy(this.#tree.store);
		this.used += size;
		this.moved += size;
		this.#tree.touch(to);
	}
}
