# Native programs: output in order, exit codes, arguments unharmed.
'1'
/bin/sh -c 'echo 2; exit 3'
"3 $LASTEXITCODE $?"
/bin/echo 'a b' '"c"' '' '$d'
'x', 'y' | /bin/cat | ForEach-Object { "<$_>" }
$text = /bin/sh -c 'echo one; echo two'
$text.Count
