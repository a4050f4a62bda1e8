# Rules about commands and functions.

using namespace System.Management.Automation.Language

$script:AliasOf = @{
    '%' = 'ForEach-Object'; '?' = 'Where-Object'; 'cat' = 'Get-Content'; 'cd' = 'Set-Location'
    'chdir' = 'Set-Location'; 'clc' = 'Clear-Content'; 'cls' = 'Clear-Host'; 'copy' = 'Copy-Item'
    'cp' = 'Copy-Item'; 'del' = 'Remove-Item'; 'diff' = 'Compare-Object'; 'dir' = 'Get-ChildItem'
    'echo' = 'Write-Output'; 'erase' = 'Remove-Item'; 'fl' = 'Format-List'; 'foreach' = 'ForEach-Object'
    'ft' = 'Format-Table'; 'fw' = 'Format-Wide'; 'gc' = 'Get-Content'; 'gci' = 'Get-ChildItem'
    'gcm' = 'Get-Command'; 'gi' = 'Get-Item'; 'gl' = 'Get-Location'; 'gm' = 'Get-Member'
    'gp' = 'Get-ItemProperty'; 'gps' = 'Get-Process'; 'group' = 'Group-Object'; 'gu' = 'Get-Unique'
    'gv' = 'Get-Variable'; 'iex' = 'Invoke-Expression'; 'ii' = 'Invoke-Item'; 'ipmo' = 'Import-Module'
    'irm' = 'Invoke-RestMethod'; 'iwr' = 'Invoke-WebRequest'; 'kill' = 'Stop-Process'; 'ls' = 'Get-ChildItem'
    'measure' = 'Measure-Object'; 'mi' = 'Move-Item'; 'move' = 'Move-Item'; 'mv' = 'Move-Item'
    'ni' = 'New-Item'; 'nv' = 'New-Variable'; 'oh' = 'Out-Host'; 'popd' = 'Pop-Location'
    'ps' = 'Get-Process'; 'pushd' = 'Push-Location'; 'pwd' = 'Get-Location'; 'rd' = 'Remove-Item'
    'ren' = 'Rename-Item'; 'ri' = 'Remove-Item'; 'rm' = 'Remove-Item'; 'rmdir' = 'Remove-Item'
    'rni' = 'Rename-Item'; 'rv' = 'Remove-Variable'; 'sal' = 'Set-Alias'; 'saps' = 'Start-Process'
    'select' = 'Select-Object'; 'si' = 'Set-Item'; 'sl' = 'Set-Location'; 'sleep' = 'Start-Sleep'
    'sls' = 'Select-String'; 'sort' = 'Sort-Object'; 'sv' = 'Set-Variable'; 'tee' = 'Tee-Object'
    'type' = 'Get-Content'; 'where' = 'Where-Object'; 'write' = 'Write-Output'
}

$script:ApprovedVerbs = [Collections.Generic.HashSet[string]]::new([StringComparer]::OrdinalIgnoreCase)
foreach ($group in 'Common', 'Communications', 'Data', 'Diagnostic', 'Lifecycle', 'Other', 'Security') {
    foreach ($verb in ([type] "System.Management.Automation.Verbs$group").GetFields()) {
        [void] $script:ApprovedVerbs.Add($verb.Name)
    }
}

# An alias is another command on another system, and says less to a reader.
Add-Rule 'AvoidAlias' 'Warning' ([CommandAst]) {
    process {
        $name = $_.GetCommandName()
        if ($name -and $_.InvocationOperator -eq 'Unknown' -and $script:AliasOf.ContainsKey($name)) {
            New-Fault $_ "'$name' is an alias; write $($script:AliasOf[$name])."
        }
    }
}

# Text that is run as code is how data becomes code.
Add-Rule 'AvoidInvokeExpression' 'Warning' ([CommandAst]) {
    process {
        if ($_.GetCommandName() -in 'Invoke-Expression', 'iex') {
            New-Fault $_ "Invoke-Expression runs text as code; call the command with & and arguments."
        }
    }
}

# Format-* makes layout, not data: only a console or Out-* can use it.
Add-Rule 'FormatInPipeline' 'Warning' ([PipelineAst]) {
    process {
        for ($i = 0; $i -lt $_.PipelineElements.Count - 1; $i++) {
            $element = $_.PipelineElements[$i]
            if ($element -isnot [CommandAst]) { continue }
            $name = $element.GetCommandName()
            if ($name -notin 'Format-Table', 'Format-List', 'Format-Wide', 'Format-Custom') { continue }
            $next = $_.PipelineElements[$i + 1]
            if ($next -is [CommandAst] -and "$($next.GetCommandName())" -like 'Out-*') { continue }
            New-Fault $element "$name gives layout, not objects; let only Out-* follow it."
        }
    }
}

Add-Rule 'ApprovedVerb' 'Warning' ([FunctionDefinitionAst]) {
    process {
        $name = $_.Name -replace '^\w+:'
        if ($name -match '^(\w+)-\w' -and -not $script:ApprovedVerbs.Contains($Matches[1])) {
            New-Fault $_ "'$($Matches[1])' is not an approved verb (Get-Verb shows them)."
        }
    }
}

# Such a path is right on one machine only.
Add-Rule 'UserPath' 'Warning' ([StringConstantExpressionAst]) {
    process {
        if ($_.Value -match '^([A-Za-z]:[\\/]Users|/home|/Users)[\\/][\w.-]+') {
            New-Fault $_ "'$($Matches[0])' is the folder of one user; use `$HOME or a parameter."
        }
    }
}
