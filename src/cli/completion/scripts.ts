/** Shells whose completion can ask Drover itself what a word may become. */
export const SHELLS = ["bash", "zsh", "fish"] as const;
export type ShellName = (typeof SHELLS)[number];

/** Names no command of people's. */
export const ASKED_BY = "__complete";

/** Where Drover knows nothing, the shell offers files. */
export const SCRIPTS: Readonly<Record<ShellName, string>> = {
  // Bash breaks words at colons, which agents' variants have.
  bash: `_drover() {
  local words=("\${COMP_WORDS[@]:1:COMP_CWORD}") last=\${COMP_WORDS[COMP_CWORD]}
  if declare -F _get_comp_words_by_ref > /dev/null; then
    local cur cword comp_words
    _get_comp_words_by_ref -n : -c cur -w comp_words -i cword
    words=("\${comp_words[@]:1:cword}") last=$cur
  fi
  COMPREPLY=()
  local found
  while IFS= read -r found; do COMPREPLY+=("$found"); done < <(drover ${ASKED_BY} -- "\${words[@]}" 2> /dev/null)
  if declare -F __ltrim_colon_completions > /dev/null; then __ltrim_colon_completions "$last"; fi
}
complete -o default -F _drover drover
`,
  zsh: `#compdef drover
_drover() {
  local -a found
  found=("\${(@f)$(drover ${ASKED_BY} -- "\${(@)words[2,CURRENT]}" 2> /dev/null)}")
  if (( \${#found[@]} )) && [[ -n $found[1] ]]; then
    compadd -a found
  else
    _files
  fi
}
if [[ $funcstack[1] == _drover ]]; then
  _drover "$@"
else
  compdef _drover drover
fi
`,
  fish: `function __drover_words
  set -l words (commandline -opc) (commandline -ct)
  drover ${ASKED_BY} -- $words[2..-1] 2> /dev/null
end
complete -c drover -a '(__drover_words)'
`,
};
