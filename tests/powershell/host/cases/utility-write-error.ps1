# Write-Error: every way to say what went wrong.
function Show($record) {
    "$record"
    "  $($record.FullyQualifiedErrorId)"
    "  $($record.CategoryInfo)"
    "  $($record.Exception.GetType().FullName): $($record.Exception.Message)"
    "  $($record.InvocationInfo.MyCommand.Name) $($record.TargetObject) $($record.ErrorDetails.RecommendedAction)"
}
function Write-One { Write-Error @args }
Show (Write-One 'text' 2>&1)
Show (Write-One -Message 'text' -Category InvalidData -ErrorId Odd -TargetObject thing -RecommendedAction 'try again' 2>&1)
Show (Write-One -Exception ([InvalidOperationException]::new('cause')) 2>&1)
Show (Write-One -Exception ([InvalidOperationException]::new('cause')) -Message 'text' -ErrorId Odd 2>&1)
Show (Write-One 'text' -Activity act -Reason why -TargetName target -TargetType kind 2>&1)
try { [int]::Parse('x') } catch { $caught = $_ }
Show (Write-One -ErrorRecord $caught 2>&1)
Show (Write-One $caught 2>&1)
Show ('piped' | Write-Error 2>&1)
Write-Error 'quiet' -ErrorAction SilentlyContinue
"$? $($error[0])"
try { Write-Error 'stop' -ErrorAction Stop } catch { "caught $_ $($_.FullyQualifiedErrorId)" }
Write-Error 'kept' -ErrorVariable kept -ErrorAction SilentlyContinue
"$kept"
$ErrorActionPreference = 'Stop'
try { Write-One 'preference' } catch { "caught $_" }
