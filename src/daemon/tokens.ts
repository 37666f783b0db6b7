// What the command line may do with the tokens of the API: they are files of the state folder, whether a daemon runs or not.
export { addToken, listTokens, removeToken, ROLES, type Role } from "../http/security/tokens.ts";
