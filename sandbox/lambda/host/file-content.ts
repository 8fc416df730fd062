import { hash } from "node:crypto";

/** Real bytes that files of one environment may hold, and those of all environments of a run. No limits of Lambda. */
const REAL_BYTES = { environment: 64 * 2 ** 20, run: 256 * 2 ** 20 };
/** Content is held in blocks of this size; the last one of a file may be shorter. */
const BLOCK = 65_536;
/** Scattered writes cut runs into ever more pieces; beyond these the simulator stops. */
const MOST_PIECES = 20_000;

/** The real bound was reached, of which Lambda knows nothing. */
export class BeyondBound extends Error {}

export type StorageUse = { bytes: number };
const uses = new WeakMap<object, StorageUse>();

/** Bytes that all file systems of one run really hold together. */
export function storageUseOf(run: object): StorageUse {
	const use = uses.get(run) ?? { bytes: 0 };
	uses.set(run, use);
	return use;
}

/** What is written: bytes, or one byte so many times. */
export type Written = { bytes: Buffer } | { byte: number; length: number };

export const lengthOf = (written: Written) => ("bytes" in written ? written.bytes.length : written.length);

/** A block that several files may hold, or a run of one byte, which takes no room whatever its length. */
type Piece = { key: string; bytes: Buffer } | { byte: number; length: number };

const sizeOf = (piece: Piece) => ("bytes" in piece ? piece.bytes.length : piece.length);

/**
 * Where the files of one environment hold their content. Lambda gives up to 10 GB of /tmp, a simulator cannot: so equal blocks are held
 * once, and runs of one byte as their length. Sizes count in full; only what differs takes real room, within a bound.
 */
export class ContentStore {
	#use: StorageUse;
	#used = 0;
	#blocks = new Map<string, { bytes: Buffer; held: number }>();

	constructor(use: StorageUse) {
		this.#use = use;
	}

	/** @throws {BeyondBound} When more is held than the simulator allows. */
	hold(bytes: Buffer, key = hash("sha1", bytes, "base64")): Piece {
		const block = this.#blocks.get(key);
		if (block) {
			block.held++;
			return { key, bytes: block.bytes };
		}
		this.take(bytes.length);
		const own = Buffer.from(bytes);
		this.#blocks.set(key, { bytes: own, held: 1 });
		return { key, bytes: own };
	}

	drop(piece: Piece): void {
		if (!("key" in piece)) return;
		const block = this.#blocks.get(piece.key) as { held: number };
		if (--block.held > 0) return;
		this.#blocks.delete(piece.key);
		this.give(piece.bytes.length);
	}

	/** @throws {BeyondBound} */
	take(bytes: number): void {
		if (this.#used + bytes > REAL_BYTES.environment || this.#use.bytes + bytes > REAL_BYTES.run) throw new BeyondBound();
		this.#used += bytes;
		this.#use.bytes += bytes;
	}

	give(bytes: number): void {
		this.#used -= bytes;
		this.#use.bytes -= bytes;
	}

	/** The environment is gone, with all its files. */
	release(): void {
		this.give(this.#used);
		this.#blocks.clear();
	}
}

/** The content of one file: whole pieces, and a last block that is still being filled. */
export class FileContent {
	#store: ContentStore;
	#pieces: Piece[] = [];
	#wholeBytes = 0;
	/** Room for the block that is being filled; made when the first byte of it comes. */
	#last: Buffer = Buffer.alloc(0);
	#lastBytes = 0;

	constructor(store: ContentStore) {
		this.#store = store;
	}

	get size(): number {
		return this.#wholeBytes + this.#lastBytes;
	}

	/** @throws {BeyondBound} After what there was room for. */
	append(written: Written): void {
		if ("byte" in written) this.#appendRun(written.byte, written.length);
		else for (let at = 0; at < written.bytes.length; ) at += this.#fill(written.bytes.subarray(at));
	}

	/** @throws {BeyondBound} When the whole is more than the simulator hands out at once. */
	read(): Buffer {
		if (this.size > REAL_BYTES.environment) throw new BeyondBound();
		const pieces = this.#pieces.map((piece) => ("bytes" in piece ? piece.bytes : Buffer.alloc(piece.length, piece.byte)));
		return Buffer.concat([...pieces, this.#last.subarray(0, this.#lastBytes)]);
	}

	/** A part of it, as far as there is any. @throws {BeyondBound} */
	readRange(from: number, length: number): Buffer {
		const end = Math.min(this.size, from + length);
		if (end - from > REAL_BYTES.environment) throw new BeyondBound();
		const parts: Buffer[] = [];
		let at = 0;
		for (const piece of this.#pieces) {
			if (at >= end) break;
			const size = sizeOf(piece);
			const [first, last] = [Math.max(0, from - at), Math.min(size, end - at)];
			if (first < last) parts.push("bytes" in piece ? piece.bytes.subarray(first, last) : Buffer.alloc(last - first, piece.byte));
			at += size;
		}
		if (end > this.#wholeBytes) parts.push(this.#last.subarray(Math.max(0, from - this.#wholeBytes), end - this.#wholeBytes));
		return Buffer.concat(parts);
	}

	/**
	 * Writes over what is there.
	 * @param at So that the bytes end within the content. @throws {BeyondBound} Then nothing was written.
	 */
	overwrite(at: number, bytes: Buffer): void {
		const end = at + bytes.length;
		const pieces: Piece[] = [];
		const [made, replaced]: [Piece[], Piece[]] = [[], []];
		let begin = 0;
		try {
			for (const piece of this.#pieces) {
				const size = sizeOf(piece);
				const [first, last] = [Math.max(0, at - begin), Math.min(size, end - begin)];
				if (first >= last) pieces.push(piece);
				else {
					const fresh = this.#changed(piece, first, bytes.subarray(begin + first - at, begin + last - at));
					made.push(...fresh);
					replaced.push(piece);
					pieces.push(...fresh);
				}
				begin += size;
			}
			if (pieces.length > MOST_PIECES && pieces.length > this.#pieces.length) throw new BeyondBound();
		} catch (error) {
			for (const piece of made) this.#store.drop(piece);
			throw error;
		}
		for (const piece of replaced) this.#store.drop(piece);
		this.#pieces = pieces;
		if (end > begin) bytes.subarray(Math.max(0, begin - at)).copy(this.#last, Math.max(0, at - begin));
	}

	/** A piece with other bytes from `first` on; a run is cut in two around them. */
	#changed(piece: Piece, first: number, bytes: Buffer): Piece[] {
		if ("bytes" in piece) {
			const block = Buffer.from(piece.bytes);
			bytes.copy(block, first);
			return [this.#store.hold(block)];
		}
		const pieces: Piece[] = [];
		const { byte, length } = piece;
		if (first > 0) pieces.push({ byte, length: first });
		for (let at = 0; at < bytes.length; at += BLOCK) pieces.push(this.#store.hold(bytes.subarray(at, at + BLOCK)));
		const after = length - first - bytes.length;
		if (after > 0) pieces.push({ byte, length: after });
		return pieces;
	}

	/** @returns The content of another file, which holds the same blocks. @throws {BeyondBound} */
	copy(store: ContentStore): FileContent {
		const other = new FileContent(store);
		try {
			for (const piece of this.#pieces) other.#addPiece("bytes" in piece ? store.hold(piece.bytes, piece.key) : piece);
			other.append({ bytes: this.#last.subarray(0, this.#lastBytes) });
		} catch (error) {
			other.drop();
			throw error;
		}
		return other;
	}

	/** Cuts it, or makes it longer by zeros. */
	truncate(size: number): void {
		if (size >= this.size) {
			this.append({ byte: 0, length: size - this.size });
			return;
		}
		const last = this.#last.subarray(0, this.#lastBytes);
		let rest: Written = { bytes: last.subarray(0, Math.max(0, size - this.#wholeBytes)) };
		const dropped: Piece[] = [];
		while (this.#wholeBytes > size) {
			const piece = this.#pieces.pop() as Piece;
			this.#wholeBytes -= sizeOf(piece);
			const left = Math.max(0, size - this.#wholeBytes);
			rest = "bytes" in piece ? { bytes: Buffer.from(piece.bytes.subarray(0, left)) } : { byte: piece.byte, length: left };
			dropped.push(piece);
		}
		if ("bytes" in rest) rest = { bytes: Buffer.from(rest.bytes) };
		this.#emptyLast();
		for (const piece of dropped) this.#store.drop(piece);
		this.append(rest);
	}

	/** Gives back what it holds. */
	drop(): void {
		this.#emptyLast();
		for (const piece of this.#pieces) this.#store.drop(piece);
		this.#pieces = [];
		this.#wholeBytes = 0;
	}

	#emptyLast(): void {
		this.#store.give(this.#lastBytes);
		this.#lastBytes = 0;
	}

	/** Puts what fits into the last block. @returns How many bytes that were. */
	#fill(bytes: Buffer): number {
		if (this.#lastBytes === 0 && bytes.length >= BLOCK) {
			this.#addPiece(this.#store.hold(bytes.subarray(0, BLOCK)));
			return BLOCK;
		}
		const count = Math.min(bytes.length, BLOCK - this.#lastBytes);
		this.#store.take(count);
		const needed = this.#lastBytes + count;
		if (this.#last.length < needed) {
			// Doubled, so that many small appends cost no more than they write.
			const room = Buffer.alloc(Math.min(BLOCK, Math.max(needed, 2 * this.#last.length)));
			this.#last.copy(room, 0, 0, this.#lastBytes);
			this.#last = room;
		}
		bytes.copy(this.#last, this.#lastBytes, 0, count);
		this.#lastBytes = needed;
		if (needed === BLOCK) this.#closeLast();
		return count;
	}

	/** The last block is whole, or a run of one byte comes after it. */
	#closeLast(): void {
		if (this.#lastBytes === 0) return;
		const bytes = this.#last.subarray(0, this.#lastBytes);
		this.#emptyLast();
		this.#addPiece(this.#store.hold(bytes));
	}

	#appendRun(byte: number, length: number): void {
		if (length === 0) return;
		this.#closeLast();
		const before = this.#pieces.at(-1);
		if (before && "byte" in before && before.byte === byte) {
			this.#pieces[this.#pieces.length - 1] = { byte, length: before.length + length };
			this.#wholeBytes += length;
		} else this.#addPiece({ byte, length });
	}

	#addPiece(piece: Piece): void {
		this.#pieces.push(piece);
		this.#wholeBytes += sizeOf(piece);
	}
}
