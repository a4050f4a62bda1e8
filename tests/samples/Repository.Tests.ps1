# 0400, 0450 and 0510: the scripts that look at a machine and a repository.

. "$PSScriptRoot/lib/Testing.ps1"

$git = Find-TestProgram 'git'

function New-TestRepository {
    param([string] $Folder)
    Invoke-TestProgram $git @('-C', $Folder, 'init', '--quiet', '--initial-branch=trunk')
    Invoke-TestProgram $git @('-C', $Folder, 'add', '--all')
    Invoke-TestProgram $git @('-C', $Folder, '-c', 'user.name=Test', '-c', 'user.email=test@example.com',
        '-c', 'commit.gpgsign=false', 'commit', '--quiet', '--message', 'Begin | go on')
}

Test-Case '0400 is content with this machine' {
    $result = Invoke-Sample '0400' @{ MinimumFreeMB = 1 }
    Assert-Like 'PowerShell  *' $result.Lines
    Assert-Like '* things checked: all fine' $result.Lines
    Assert-Equal 0 $result.ExitCode
}

Test-Case '0400 misses a tool only where it is required' {
    $wanted = Invoke-Sample '0400' @{ Tool = 'no-such-tool'; MinimumFreeMB = 1 }
    Assert-Like 'no-such-tool *  not installed' $wanted.Lines
    Assert-Equal 0 $wanted.ExitCode
    $required = Invoke-Sample '0400' @{ Tool = @(); Require = 'no-such-tool'; MinimumFreeMB = 1 }
    Assert-Like 'no-such-tool *  not installed  FAULT: not found on PATH' $required.Lines
    Assert-Like '* things checked: 1 at fault' $required.Lines
    Assert-Equal 1 $required.ExitCode
}

Test-Case '0400 wants a new PowerShell and free space' {
    $result = Invoke-Sample '0400' @{ Tool = @(); MinimumPowerShell = '99.0'; MinimumFreeMB = [int]::MaxValue }
    Assert-Like 'PowerShell * FAULT: older than 99.0' $result.Lines
    Assert-Like 'disk of the project * FAULT: less than 2147483647 MiB' $result.Lines
    Assert-Equal 1 $result.ExitCode
}

Test-Case '0450 finds a large file without git' {
    Use-TemporaryFolder {
        param($temporary)
        Write-TestFile "$temporary/large.bin" ('x' * 3000)
        Write-TestFile "$temporary/build/larger.bin" ('x' * 9000)
        Write-TestFile "$temporary/fine.bin" ('x' * 2048)
        Assert-Finding '0450' @{ Path = $temporary; MaxSizeKB = 2 } (
            'large.bin:0:0: [large-file] 3 KiB; the most is 2 KiB')
        Assert-Finding '0450' @{ Path = $temporary } @()
    }
}

if ($git) {
    Test-Case '0450 notes untracked files, or fails for them' {
        Use-TemporaryFolder {
            param($temporary)
            Write-TestFile "$temporary/.gitignore" "*.log`n"
            New-TestRepository $temporary
            Write-TestFile "$temporary/new file.txt" 'x'
            Write-TestFile "$temporary/new.log" 'x'
            $note = Invoke-Sample '0450' @{ Path = $temporary }
            Assert-Equal @(
                'new file.txt:0:0: note: [untracked] git neither tracks nor ignores it'
                '2 files checked: no faults, 1 note'
            ) $note.Lines
            Assert-Equal 0 $note.ExitCode
            Assert-Finding '0450' @{ Path = $temporary; FailOnUntracked = $true } (
                'new file.txt:0:0: [untracked] git neither tracks nor ignores it')
        }
    }

    Test-Case '0510 says what git knows' {
        Use-TemporaryFolder {
            param($temporary)
            Write-TestFile "$temporary/a.md" "# A`n"
            New-TestRepository $temporary
            Write-TestFile "$temporary/b.md" "# B`n"
            $null = Invoke-Sample '0510' @{ Path = $temporary }
            $report = [IO.File]::ReadAllText("$temporary/reports/project-report.json") | ConvertFrom-Json
            Assert-Equal 'trunk', 'Begin | go on', 1, 1 @(
                $report.git.branch, $report.git.subject, $report.git.commits, $report.git.changedFiles)
        }
    }
}

Test-Case '0510 writes the report as JSON and Markdown' {
    Use-TemporaryFolder {
        param($temporary)
        $result = Invoke-Sample '0510' @{ Path = "$FixtureFolder/good"; OutputPath = $temporary }
        Assert-Equal 0 $result.ExitCode
        $report = [IO.File]::ReadAllText("$temporary/project-report.json") | ConvertFrom-Json
        Assert-Equal 'good', 11 @($report.project, $report.files.count)
        Assert-Equal 'strings', 'tables' $report.playbooks
        Assert-Equal '0100', '0101' @($report.scripts | ForEach-Object { $_.number })
        Assert-Equal 'Gets a thing.', 'Testing', 'one, two' @(
            $report.scripts[0].description, $report.scripts[0].stage, ($report.scripts[0].tags -join ', '))
        $powershell = $report.languages | Where-Object { $_.language -eq 'PowerShell' }
        Assert-Equal 3, 23 @($powershell.files, $powershell.lines)
        $markdown = [IO.File]::ReadAllLines("$temporary/project-report.md")
        Assert-Equal '# good' $markdown[0]
        Assert-Like '| 0101 | Test-Thing | Tests a thing | 100 |' $markdown
        Assert-Like '- tables' $markdown
    }
}

Complete-Test
