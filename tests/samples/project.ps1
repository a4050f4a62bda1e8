# Each sample script on this project itself: no faults.

. "$PSScriptRoot/lib/Testing.ps1"

foreach ($number in '0400', '0404', '0407', '0413', '0420', '0425', '0450') {
    Test-Case "$number finds no fault in this project" {
        $result = Invoke-Sample $number
        if ($result.ExitCode -ne 0) { throw ($result.Lines -join "`n") }
    }
}

Test-Case '0402 finds the tests of the samples' {
    $result = Invoke-Sample '0402' @{ List = $true }
    Assert-Like 'PowerShell: tests/samples/Rules.Tests.ps1' $result.Lines
}

Complete-Test
