function Stop-Here { exit 12 }
'before'
try { Stop-Here } finally { 'finally' }
'not here'
