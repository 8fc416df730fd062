import { constants, createHash, type KeyObject, privateEncrypt, publicEncrypt } from "node:crypto";

/**
 * RSA with randomness that is an argument: the paddings of RFC 8017 by hand, the exponentiation by Node. Node would take the salt from
 * the machine, and no two runs would be alike.
 */

/** As many bytes as are asked for, all drawn from the seed. */
export function stretched(seed: Buffer, length: number): Buffer {
	return length === 0 ? Buffer.alloc(0) : createHash("shake256", { outputLength: length }).update(seed).digest();
}

function mgf1(digest: string, seed: Buffer, length: number): Buffer {
	const blocks: Buffer[] = [];
	let made = 0;
	for (let counter = 0; made < length; counter++) {
		const suffix = Buffer.alloc(4);
		suffix.writeUInt32BE(counter);
		const block = createHash(digest).update(seed).update(suffix).digest();
		blocks.push(block);
		made += block.length;
	}
	return Buffer.concat(blocks).subarray(0, length);
}

function xor(a: Buffer, b: Buffer): Buffer {
	return Buffer.from(a.map((byte, index) => byte ^ (b[index] as number)));
}

function modulusBits(key: KeyObject): number {
	return key.asymmetricKeyDetails?.modulusLength ?? 0;
}

/**
 * RSASSA-PSS (RFC 8017, 8.1 and 9.1).
 * @param saltLength In bytes, or one of Node's RSA_PSS_SALTLEN_ constants.
 * @returns The signature, or undefined when the key is too short for it: Node says that better.
 */
export function signPss(key: KeyObject, algorithm: string, data: Buffer, saltLength: number, seed: Buffer): Buffer | undefined {
	const hash = createHash(algorithm).update(data).digest();
	const bits = modulusBits(key) - 1;
	const length = Math.ceil(bits / 8);
	const most = length - hash.length - 2;
	const salted = saltLength === constants.RSA_PSS_SALTLEN_DIGEST ? hash.length : saltLength < 0 ? most : saltLength;
	if (most < 0 || salted > most) return undefined;
	const salt = stretched(seed, salted);
	const h = createHash(algorithm).update(Buffer.alloc(8)).update(hash).update(salt).digest();
	const db = Buffer.concat([Buffer.alloc(most - salted), Buffer.from([1]), salt]);
	const masked = xor(db, mgf1(algorithm, h, db.length));
	masked[0] = (masked[0] as number) & (0xff >>> (8 * length - bits));
	const message = Buffer.concat([masked, h, Buffer.from([0xbc])]);
	// A modulus of 8n + 1 bits has one byte more than the message.
	const whole = Buffer.concat([Buffer.alloc(Math.ceil(modulusBits(key) / 8) - message.length), message]);
	return privateEncrypt({ key, padding: constants.RSA_NO_PADDING }, whole);
}

/** RSAES-OAEP (RFC 8017, 7.1.1); undefined when the data is too long for the key. */
export function encryptOaep(key: KeyObject, data: Buffer, digest: string, label: Buffer, seed: Buffer): Buffer | undefined {
	const length = Math.ceil(modulusBits(key) / 8);
	const labelHash = createHash(digest).update(label).digest();
	const room = length - 2 * labelHash.length - 2 - data.length;
	if (room < 0) return undefined;
	const db = Buffer.concat([labelHash, Buffer.alloc(room), Buffer.from([1]), data]);
	const random = stretched(seed, labelHash.length);
	const maskedDb = xor(db, mgf1(digest, random, db.length));
	const maskedSeed = xor(random, mgf1(digest, maskedDb, random.length));
	return publicEncrypt({ key, padding: constants.RSA_NO_PADDING }, Buffer.concat([Buffer.from([0]), maskedSeed, maskedDb]));
}

/** RSAES-PKCS1-v1_5 (RFC 8017, 7.2.1); undefined when the data is too long for the key. */
export function encryptPkcs1(key: KeyObject, data: Buffer, seed: Buffer): Buffer | undefined {
	const room = Math.ceil(modulusBits(key) / 8) - data.length - 3;
	if (room < 8) return undefined;
	const filling = stretched(seed, room).map((byte) => byte || 1); // No zero may stand in it.
	return publicEncrypt({ key, padding: constants.RSA_NO_PADDING }, Buffer.concat([Buffer.from([0, 2]), filling, Buffer.from([0]), data]));
}
