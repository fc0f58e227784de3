/** How a note of progress begins where a picked archive is read where it is, though a copy was wanted. */
export const noCopy = "no copy is kept in this site's storage";
