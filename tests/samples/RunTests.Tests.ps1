# 0402 on projects with tests of each kind.

. "$PSScriptRoot/lib/Testing.ps1"

$projects = "$FixtureFolder/tests"

# Without the time that a test took.
function Get-Untimed {
    param([string[]] $Line)
    $Line -replace ' \(\d+\.\d\d s\)$'
}

Test-Case 'a plain test passes, fails by its exit code, or by throwing' {
    $before = (Get-Location).Path
    $result = Invoke-Sample '0402' @{ Path = "$projects/plain" }
    $lines = Get-Untimed $result.Lines
    Assert-Equal 'passed  Ends.Tests.ps1', 'FAILED  Fails.Tests.ps1' $lines[0..1]
    Assert-Like '    this one fails' $lines
    Assert-Like '    exit code 3' $lines
    Assert-Like 'FAILED  Throws.Tests.ps1' $lines
    Assert-Like '    before' $lines
    Assert-Like '    this one throws' $lines
    Assert-Equal '4 tests: 2 passed, 2 failed' $lines[-1]
    Assert-Equal 1 $result.ExitCode
    Assert-Equal $before (Get-Location).Path 'the current folder'
}

Test-Case 'Filter selects by name' {
    $result = Invoke-Sample '0402' @{ Path = "$projects/plain"; Filter = '*pass*' }
    Assert-Equal 'passed  Passes.Tests.ps1', '1 test: 1 passed, 0 failed' (Get-Untimed $result.Lines)
    Assert-Equal 0 $result.ExitCode
}

Test-Case 'List runs nothing' {
    $result = Invoke-Sample '0402' @{ Path = "$projects/plain"; List = $true; Filter = '[FT]*' }
    Assert-Equal 'PowerShell: Fails.Tests.ps1', 'PowerShell: Throws.Tests.ps1' $result.Lines
    Assert-Equal 0 $result.ExitCode
}

Test-Case 'a file that is written for Pester is known as such' {
    $result = Invoke-Sample '0402' @{ Path = "$projects/pester"; List = $true }
    Assert-Equal 'Pester: Thing.Tests.ps1' $result.Lines
}

Test-Case 'the test script of a package.json is found' {
    $result = Invoke-Sample '0402' @{ Path = "$projects/npm"; List = $true }
    Assert-Equal 'Npm: npm test: node --version' $result.Lines
}

Test-Case 'the build tree that was configured last is found' {
    Use-TemporaryFolder {
        param($temporary)
        Write-TestFile "$temporary/build/old/CTestTestfile.cmake" ''
        Write-TestFile "$temporary/build/new/CTestTestfile.cmake" ''
        [IO.File]::SetLastWriteTimeUtc("$temporary/build/old/CTestTestfile.cmake", [datetime]::UtcNow.AddDays(-1))
        $result = Invoke-Sample '0402' @{ Path = $temporary; List = $true }
        Assert-Equal 'CTest: ctest in build/new' $result.Lines
    }
}

Test-Case 'tests of a build tree run, and those that Filter names' {
    if (-not (Find-TestProgram 'ctest')) { return }
    Use-TemporaryFolder {
        param($temporary)
        $tests = "add_test(good `"$(Find-TestProgram 'cmake')`" -E true)`nadd_test(bad `"$(Find-TestProgram 'cmake')`" -E false)`n"
        Write-TestFile "$temporary/build/CTestTestfile.cmake" $tests
        $all = Invoke-Sample '0402' @{ Path = $temporary; Kind = 'CTest' }
        Assert-Like '*bad (Failed)*' $all.Lines
        Assert-Equal 1 $all.ExitCode
        $one = Invoke-Sample '0402' @{ Path = $temporary; Kind = 'CTest'; Filter = 'go*' }
        Assert-Equal 'passed  ctest in build', '1 test: 1 passed, 0 failed' (Get-Untimed $one.Lines)
        Assert-Equal 0 $one.ExitCode
    }
}

Test-Case 'a project without tests is at fault' {
    $result = Invoke-Sample '0402' @{ Path = "$projects/none" }
    Assert-Like 'no tests found in *' $result.Lines
    Assert-Equal 1 $result.ExitCode
}

Complete-Test
