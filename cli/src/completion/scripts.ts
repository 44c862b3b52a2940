/**
 * The scripts know nothing of the commands: at each Tab they hand the words to `hormesis __complete`, which answers with
 * a candidate a line, a tab and its description behind it, or with `:files`. They call the program as it was typed, so
 * a path in front of it works too.
 */
const bash = String.raw`# bash completion for hormesis: eval "$(hormesis completion bash)"
_hormesis() {
  local program=$1 current=$2 line
  if ((BASH_VERSINFO[0] >= 4)) && [[ -n \${BASH_ALIASES[$program]-} ]]; then program=\${BASH_ALIASES[$program]}; fi
  COMPREPLY=()
  while IFS= read -r line; do
    if [[ $line == :files ]]; then
      compopt -o filenames 2>/dev/null
      while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen -f -- "$current")
      return
    fi
    COMPREPLY+=("\${line%%$'\t'*}")
  done < <("$program" __complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -F _hormesis hormesis
`;

const zsh = String.raw`#compdef hormesis
# zsh completion for hormesis: source <(hormesis completion zsh), or save it as _hormesis in a folder of $fpath
_hormesis() {
  local -a lines described
  local line
  lines=("\${(@f)$("\${words[1]}" __complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  if [[ "\${lines[1]}" == ":files" ]]; then
    _files
    return
  fi
  for line in "\${lines[@]}"; do
    [[ -n "$line" ]] && described+=("\${\${line%%$'\t'*}//:/\\:}:\${line#*$'\t'}")
  done
  _describe -V hormesis described
}
if [[ "\${funcstack[1]}" == "_hormesis" ]]; then
  _hormesis "$@"
else
  compdef _hormesis hormesis
fi
`;

const fish = String.raw`# fish completion for hormesis: hormesis completion fish | source
function __hormesis_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    set -l lines ($words[1] __complete -- $words[2..-1] "$current" 2>/dev/null)
    if test "$lines[1]" = ":files"
        __fish_complete_path "$current"
    else
        printf '%s\n' $lines
    end
end
complete -c hormesis -f -a '(__hormesis_complete)'
`;

export const completionScripts = { bash: plain(bash), zsh: plain(zsh), fish: plain(fish) } as const;
export type Shell = keyof typeof completionScripts;

/** In a raw template a dollar before a brace has to be escaped, and the escape stays. */
function plain(script: string): string {
  return script.replaceAll('\\${', '${');
}
