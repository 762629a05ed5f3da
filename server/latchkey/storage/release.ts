/** The release of this code, as in package.json, which a built package keeps elsewhere. */
export const RELEASE = '0.2.0';
