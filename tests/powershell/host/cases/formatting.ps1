# Objects as a console shows them.
[pscustomobject]@{ Name = 'one'; Count = 1 }
[pscustomobject]@{ Name = 'second'; Count = 22 }
1.5
$true
$null
, @(1, 2)
