# The project report: what there is, gathered into one table (Get-ProjectReport)
# and written as Markdown (Format-ProjectReport). Needs Programs.ps1,
# ProjectFiles.ps1 and Metadata.ps1.

$script:LanguageOf = @{
    '.c' = 'C'; '.h' = 'C'; '.cpp' = 'C++'; '.hpp' = 'C++'; '.cs' = 'C#'; '.cmake' = 'CMake'; '.css' = 'CSS'
    '.csproj' = 'MSBuild'; '.proj' = 'MSBuild'; '.props' = 'MSBuild'; '.html' = 'HTML'; '.js' = 'JavaScript'
    '.json' = 'JSON'; '.md' = 'Markdown'; '.ps1' = 'PowerShell'; '.psm1' = 'PowerShell'
    '.psd1' = 'PowerShell data'; '.py' = 'Python'; '.sh' = 'Shell'; '.ts' = 'TypeScript'; '.txt' = 'Text'
    '.xml' = 'XML'; '.ps1xml' = 'XML'; '.yml' = 'YAML'; '.yaml' = 'YAML'
}

# Branch, commit and what is not committed; nothing without a repository.
function Get-GitReport {
    param([string] $Root)
    $git = Find-Program 'git'
    if (-not $git) { return }
    $asked = foreach ($arguments in @(
            , @('rev-parse', '--abbrev-ref', 'HEAD')
            , @('log', '-1', '--format=%H%n%cI%n%s')
            , @('rev-list', '--count', 'HEAD')
            , @('status', '--porcelain')
        )) { Start-Program $git (@('-C', $Root) + $arguments) }
    $answers = foreach ($one in $asked) { Wait-Program $one }
    if ($answers[1].ExitCode) { return }
    $commit, $time, $subject = $answers[1].Output.TrimEnd().Split("`n", 3)
    [ordered]@{
        branch       = $answers[0].Output.Trim()
        commit       = $commit
        committedAt  = $time
        subject      = $subject
        commits      = [int] $answers[2].Output
        changedFiles = @($answers[3].Output.Split("`n") | Where-Object { $_ }).Count
    }
}

# One entry per file: path, bytes, language, and its lines where it is text
# of a known language.
function Get-FileReport {
    param([string] $Root, [string[]] $Path)
    foreach ($one in $Path) {
        $full = "$Root/$one"
        $language = $script:LanguageOf[[IO.Path]::GetExtension($one)]
        if ([IO.Path]::GetFileName($one) -eq 'CMakeLists.txt') { $language = 'CMake' }
        $lines = 0
        $todos = 0
        if ($language) {
            $text = [IO.File]::ReadAllText($full)
            $lines = $text.Split("`n").Length - [int] $text.EndsWith("`n")
            $todos = [regex]::Matches($text, '\b(TODO|FIXME)[:(]').Count
        }
        [pscustomobject]@{
            Path     = $one
            Bytes    = [IO.FileInfo]::new($full).Length
            Language = $language
            Lines    = $lines
            Todos    = $todos
        }
    }
}

function Get-LanguageReport {
    param([object[]] $File)
    $known = $File | Where-Object { $_.Language } | Group-Object -Property Language
    $rows = foreach ($group in $known) {
        [ordered]@{
            language = $group.Name
            files    = $group.Count
            lines    = [long] ($group.Group | Measure-Object -Property Lines -Sum).Sum
        }
    }
    $rows | Sort-Object -Property { - $_.lines }, { $_.language }
}

function Get-ScriptReport {
    param([string] $Folder)
    foreach ($script in (Get-NumberedScript $Folder)) {
        $keys = $script.Header.Keys
        [ordered]@{
            number       = $script.Number
            name         = $script.Name
            description  = "$(Get-HeaderDescription $script.Header)"
            stage        = if ($keys['Stage']) { $keys['Stage'].Value } else { '' }
            tags         = @(if ($keys['Tags']) { Split-HeaderList $keys['Tags'].Value })
            dependencies = @($script.Dependencies)
        }
    }
}

function Get-ProjectReport {
    param([string] $Root, [string[]] $Exclude)
    $files = @(Get-FileReport $Root (Get-ProjectFile $Root -Exclude $Exclude))
    $largest = $files | Sort-Object -Property { - $_.Bytes }, Path | Select-Object -First 5
    $playbooks = $files | Where-Object { $_.Path -match '^playbooks/[^/]+\.(psd1|json)$' }
    $totals = $files | Measure-Object -Property Bytes, Lines, Todos -Sum
    [ordered]@{
        version   = 1
        project   = [IO.Path]::GetFileName($Root)
        createdAt = [datetime]::UtcNow.ToString('yyyy-MM-ddTHH:mm:ssZ', [cultureinfo]::InvariantCulture)
        git       = Get-GitReport $Root
        files     = [ordered]@{
            count = $files.Count
            bytes = [long] $totals[0].Sum
            lines = [long] $totals[1].Sum
            todos = [long] $totals[2].Sum
        }
        languages = @(Get-LanguageReport $files)
        largest   = @(foreach ($file in $largest) { [ordered]@{ path = $file.Path; bytes = $file.Bytes } })
        scripts   = @(Get-ScriptReport "$Root/automation-scripts")
        playbooks = @(foreach ($file in $playbooks) { [IO.Path]::GetFileNameWithoutExtension($file.Path) })
    }
}

# A table of Markdown; `|` in a cell would end it.
function Format-MarkdownTable {
    param([string[]] $Header, [object[]] $Row)
    ''
    "| $($Header -join ' | ') |"
    "|$(' --- |' * $Header.Count)"
    foreach ($cells in $Row) {
        $safe = foreach ($cell in $cells) { "$cell".Replace('|', '\|') }
        "| $($safe -join ' | ') |"
    }
}

function Format-ProjectReport {
    param($Report)
    "# $($Report.project)"
    ''
    "Written at $($Report.createdAt). $($Report.files.count) files, $($Report.files.lines) lines, " +
    "$($Report.files.bytes) bytes, $($Report.files.todos) open notes (TODO, FIXME)."
    $git = $Report.git
    if ($git) {
        ''
        "Branch $($git.branch), commit $($git.commit.Substring(0, 10)) of $($git.commits): " +
        "$($git.subject) ($($git.committedAt)). Files changed since: $($git.changedFiles)."
    }
    ''
    '## Languages'
    Format-MarkdownTable 'Language', 'Files', 'Lines' @(
        foreach ($row in $Report.languages) { , @($row.language, $row.files, $row.lines) })
    ''
    '## Scripts'
    Format-MarkdownTable 'Number', 'Name', 'What it does', 'Needs' @(
        foreach ($row in $Report.scripts) {
            , @($row.number, $row.name, $row.description, ($row.dependencies -join ', '))
        })
    ''
    '## Playbooks'
    ''
    foreach ($name in $Report.playbooks) { "- $name" }
    ''
    '## Largest files'
    Format-MarkdownTable 'File', 'Bytes' @(foreach ($row in $Report.largest) { , @($row.path, $row.bytes) })
}
